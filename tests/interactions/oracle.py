"""What the log must say, in plain Python: one row after the other, no engine, nothing clever."""

from dataclasses import dataclass, field

from heedful.interactions.schema import Heard, Link, Unlink


@dataclass
class Oracle:
    rows: dict[str, Heard] = field(default_factory=dict)
    links: dict[str, Link | Unlink] = field(default_factory=dict)

    def hear(self, item: Heard) -> None:
        self.rows.setdefault(item.id, item)

    def link(self, entry: Link | Unlink) -> None:
        self.links.setdefault(entry.id, entry)

    def erase(self, customer: str) -> None:
        customer = self.root(customer)
        aliases = {alias for alias in self.aliases() if self.root(alias) == customer} | {customer}
        self.rows = {i: row for i, row in self.rows.items() if self.customer(row) != customer}
        named = {i for i, link in self.links.items() if {link.alias, getattr(link, "into", None)} & aliases}
        named |= {i for i, link in self.links.items() if isinstance(link, Unlink) and link.link in named}
        self.links = {i: link for i, link in self.links.items() if i not in named}

    def customers(self) -> dict[str, str | None]:
        return {row.id: self.customer(row) for row in self.rows.values()}

    def customer(self, row: Heard) -> str | None:
        if row.alias is not None:
            return self.root(row.alias)
        known = sorted(self.identifications(row.visitor)) if row.visitor else []
        before = [alias for at, _, alias in known if at <= row.occurred_at]
        after = [alias for at, _, alias in known if at > row.occurred_at]
        if before:
            return self.root(before[-1])
        return self.root(after[0]) if after else None

    def identifications(self, visitor: str) -> list[tuple]:
        said = [(link.occurred_at, link.id, link.alias) for link in self.active() if link.visitor == visitor]
        disowned = {e.alias for e in self.links.values() if isinstance(e, Unlink) and e.visitor == visitor}
        shown = [
            (row.occurred_at, f"row:{row.id}", row.alias)
            for row in self.rows.values()
            if row.visitor == visitor and row.alias is not None and row.alias not in disowned
        ]
        return said + shown

    def active(self) -> list[Link]:
        undone = {entry.link for entry in self.links.values() if isinstance(entry, Unlink)}
        return [entry for entry in self.links.values() if isinstance(entry, Link) and entry.id not in undone]

    def aliases(self) -> set[str]:
        return {alias for link in self.active() if link.into for alias in (link.alias, link.into)}

    def root(self, alias: str) -> str:
        """Groups are kept whole: merging relabels every member of a group."""
        group: dict[str, str] = {}
        for link in sorted((m for m in self.active() if m.into), key=lambda m: (m.occurred_at, m.id)):
            loser, winner = group.get(link.alias, link.alias), group.get(link.into, link.into)
            members = {a for a, g in group.items() if g == loser} | {loser, link.alias}
            group |= dict.fromkeys(members, winner)
            group.setdefault(link.into, winner)
        return group.get(alias, alias)
