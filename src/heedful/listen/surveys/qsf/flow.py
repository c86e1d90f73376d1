"""The way through the file's blocks as the order of questions, with its branches, skips and conditions."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from msgspec.structs import replace

from heedful.listen.surveys.document import AnyQuestion, Condition, Jump
from heedful.listen.surveys.logic import END
from heedful.listen.surveys.qsf.conditions import CannotSayError, both, check_of, condition_of
from heedful.listen.surveys.qsf.questions import Carried, Reader
from heedful.listen.surveys.qsf.values import as_map, as_words, pairs

_SHUFFLED: Final = ("RandomizeWithXPerPage", "RandomizeWithNoBreaks", "RandomizeWithOnlyX", "true")
_IGNORED: Final = ("EndSurvey", "ReferenceSurvey")


class Walk:
    def __init__(self, reader: Reader, blocks: dict[str, dict[str, Any]], flow: list[Any], dropped: list[str]) -> None:
        self.reader, self.blocks, self.flow, self.dropped = reader, blocks, flow, dropped
        self.questions: list[AnyQuestion] = []
        self.shuffles: list[tuple[str, ...]] = []
        self.skips: list[tuple[str, dict[str, Any], str]] = []  # the question's id, its rule, its block
        self.firsts: dict[str, str] = {}  # of each block, the key of its first question
        self.order: list[str] = []  # of blocks

    def carried(self) -> tuple[tuple[AnyQuestion, ...], list[tuple[str, ...]]]:
        """The questions in the order of the flow, and which of them are shuffled together."""
        if self.flow:
            self._flow(self.flow, [])
        else:
            for block in self.blocks:
                self._block(block, [])
        self._left_out()
        for qid, rule, block in self.skips:
            self._skip(qid, rule, block)
        return tuple(self.questions), self._shuffles()

    # The flow

    def _flow(self, steps: list[Any], conditions: list[Condition]) -> None:
        for step in map(as_map, steps):
            kind, inner = step.get("Type"), step.get("Flow")
            inner = inner if isinstance(inner, list) else []
            if kind in ("Block", "Standard"):
                self._block(str(step.get("ID", "")), conditions)
            elif kind == "Branch":
                self._branch(step, inner, conditions)
            elif kind == "EmbeddedData":
                self._fields(step)
            elif kind not in _IGNORED or conditions:
                if kind in ("BlockRandomizer", "Randomizer"):
                    self.dropped.append(_("Blocks in a random order: they stand in the order that is written."))
                elif kind != "Group":
                    self.dropped.append(_("A step of the flow (%(kind)s) has no like here.") % {"kind": kind})
                self._flow(inner, conditions)

    def _branch(self, step: dict[str, Any], inner: list[Any], conditions: list[Condition]) -> None:
        try:
            condition = condition_of(self.reader, step.get("BranchLogic"))
        except CannotSayError as why:
            says = _(
                "A branch of the flow: its condition cannot be said here (%(why)s), "
                "so its questions are shown to everyone."
            )
            self.dropped.append(says % {"why": why})
            self._flow([each for each in inner if as_map(each).get("Type") not in _IGNORED], conditions)
            return
        ends = [place for place, each in enumerate(inner) if as_map(each).get("Type") == "EndSurvey"]
        self._flow(inner[: ends[0]] if ends else inner, [*conditions, condition])
        if ends:
            self._end_here(condition, conditions)

    def _end_here(self, condition: Condition, conditions: list[Condition]) -> None:
        """The survey ends for those of whom it holds: they jump from the last question that everybody is shown."""
        last = self.questions[-1] if self.questions else None
        if last is None or conditions or last.shown_if.checks:
            self.dropped.append(_("A branch of the flow that ends the survey early: add a jump to the end."))
        else:
            self.questions[-1] = replace(last, jumps=(*last.jumps, Jump(to=END, when=condition)))

    def _fields(self, step: dict[str, Any]) -> None:
        for _key, field in pairs(step.get("EmbeddedData")):
            if name := as_words(as_map(field).get("Field")):
                says = _(
                    "Embedded data “%(name)s”: give it along with each link or invitation, as a property of that name."
                )
                self.dropped.append(says % {"name": name})

    # Blocks

    def _block(self, key: str, conditions: list[Condition]) -> None:
        block = self.blocks.get(key)
        if block is None or block.get("Type") == "Trash" or key in self.order:
            return
        self.order.append(key)
        options = as_map(block.get("Options"))
        if options.get("Looping") not in (None, "", "None", "false"):
            says = _("Block “%(name)s”: it is asked once, and not for each of several things.")
            self.dropped.append(says % {"name": as_words(block.get("Description"))})
        before = len(self.questions)
        for _number, element in pairs(block.get("BlockElements")):
            self._element(key, as_map(element), conditions)
        mine = [question.key for question in self.questions[before:]]
        if mine:
            self.firsts[key] = mine[0]
        if options.get("RandomizeQuestions") in _SHUFFLED and len(mine) > 1:
            self.shuffles.append(tuple(mine))
        elif options.get("RandomizeQuestions") == "Advanced":
            says = _("Block “%(name)s”: its questions stand in the order that is written.")
            self.dropped.append(says % {"name": as_words(block.get("Description"))})

    def _element(self, block: str, element: dict[str, Any], conditions: list[Condition]) -> None:
        qid = str(element.get("QuestionID", ""))
        if element.get("Type") != "Question" or qid not in self.reader.payloads or qid in self.reader.carried:
            return
        payload = self.reader.payloads[qid]
        condition = self._shown_if(qid, payload.get("DisplayLogic"), conditions)
        made = self.reader.read(qid)
        self.questions += [replace(question, shown_if=condition) for question in made.questions]
        for _number, rule in (*pairs(element.get("SkipLogic")), *pairs(payload.get("SkipLogic"))):
            self.skips.append((qid, as_map(rule), block))

    def _left_out(self) -> None:
        for qid in self.reader.payloads:
            if qid not in self.reader.carried:
                self.reader.drop(qid, _("it lies in the trash, or in no block that is asked"))

    def _shuffles(self) -> list[tuple[str, ...]]:
        """Where questions of a block depend on each other, they stay in their order."""
        kept = []
        questions = {question.key: question for question in self.questions}
        targets = {jump.to for question in self.questions for jump in question.jumps}
        for keys in self.shuffles:
            leaning = {check.subject for key in keys for check in questions[key].shown_if.checks}
            if targets & set(keys) or leaning & set(keys) or any(questions[key].jumps for key in keys):
                self.dropped.append(
                    _("Questions in a random order: they depend on each other, and stand as they are written.")
                )
            else:
                kept.append(keys)
        return kept

    # Conditions

    def _shown_if(self, qid: str, logic: Any, conditions: list[Condition]) -> Condition:
        try:
            own = [condition_of(self.reader, logic)] if as_map(logic) else []
        except CannotSayError as why:
            own = []
            self.reader.drop(qid, _("its condition cannot be said here (%(why)s), so it is shown") % {"why": why})
        try:
            return both([*conditions, *own])
        except CannotSayError as why:
            self.reader.drop(qid, _("its condition cannot be said here (%(why)s), so it is shown") % {"why": why})
            return Condition()

    # Skips

    def _skip(self, qid: str, rule: dict[str, Any], block: str) -> None:
        made = self.reader.carried[qid]
        try:
            if not made.questions:
                raise CannotSayError(_("its question is not here"))
            condition = self._skip_condition(rule)
            target = self._target(str(rule.get("SkipToDestination", "")), block)
        except CannotSayError as why:
            self.reader.drop(qid, _("one of its jumps cannot be said here (%(why)s)") % {"why": why})
            return
        place = next(n for n, question in enumerate(self.questions) if question.key == made.questions[-1].key)
        ahead = {question.key for question in self.questions[place + 1 :]}
        if target == END or target in ahead:
            question = self.questions[place]
            self.questions[place] = replace(question, jumps=(*question.jumps, Jump(to=target, when=condition)))
        else:
            self.reader.drop(qid, _("one of its jumps leads back, which would go round in a circle"))

    def _skip_condition(self, rule: dict[str, Any]) -> Condition:
        term = {"LogicType": "Question", "ChoiceLocator": rule.get("ChoiceLocator") or rule.get("Locator")}
        operator = str(rule.get("Condition", "")).replace("Is ", "").replace(" ", "")
        return Condition(
            checks=(check_of(self.reader, term | {"Operator": operator, "RightOperand": rule.get("Value", "")}),)
        )

    def _target(self, destination: str, block: str) -> str:
        if destination in ("ENDOFSURVEY", "SURVEY_END", "EndOfSurvey"):
            return END
        if destination == "ENDOFBLOCK":
            later = self.order[self.order.index(block) + 1 :]
            return next((self.firsts[key] for key in later if key in self.firsts), END)
        carried = self.reader.carried.get(destination, Carried())
        if not carried.questions:
            raise CannotSayError(_("where it leads is not here"))
        return carried.questions[0].key
