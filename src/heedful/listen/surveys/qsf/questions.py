"""Each question of the file as one of ours, or as several, with the names that its logic has to be told by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.surveys import document as asked
from heedful.listen.surveys.document import AnyQuestion, Option, Words
from heedful.listen.surveys.edits import free_key
from heedful.listen.surveys.logic import END, OTHER
from heedful.listen.surveys.qsf.values import MEDIA, as_map, as_number, as_words, is_on, ordered, pairs

SINGLE: Final = ("SAVR", "SAHR", "SACOL", "DL", "SB")
SEVERAL: Final = ("MAVR", "MAHR", "MACOL", "MSB")
GRID_POINTS: Final = (3, 5, 7, 10)
LONGEST_KEY: Final = 30

_PIPE: Final = re.compile(r"\$\{([a-z]+)://([^}]*)\}")
_ANSWER: Final = re.compile(r"^(QID\w+)/(?:ChoiceGroup/SelectedChoices|ChoiceTextEntryValue|ChoiceNumericEntryValue)")
_PERSON: Final = {"firstname": "name", "lastname": "last_name"}
_UNKNOWN: Final = {
    "RO": gettext_lazy("it asks to put options in order"),
    "CS": gettext_lazy("it asks to share out points"),
    "FileUpload": gettext_lazy("it asks for a file"),
    "Captcha": gettext_lazy("answers that look like no person’s are marked anyway"),
    "Timing": gettext_lazy("how long each answer takes is kept anyway"),
    "Meta": gettext_lazy("it asks nothing of the person"),
    "SBS": gettext_lazy("it is several tables side by side"),
    "DD": gettext_lazy("it is a list of lists"),
    "Draw": gettext_lazy("it asks for a signature"),
}


@dataclass(slots=True)
class Carried:
    """What became of a question; `options` are our keys by the file's ids, `points` the scores."""

    questions: list[AnyQuestion] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)


class Reader:
    """Reads questions one by one; what it cannot say goes to `dropped`."""

    def __init__(self, payloads: dict[str, dict[str, Any]], languages: dict[str, str], dropped: list[str]) -> None:
        self.payloads, self.languages, self.dropped = payloads, languages, dropped
        self.taken: set[str] = {END}
        self.keys = {qid: self._key(payload, qid) for qid, payload in payloads.items()}
        self.carried: dict[str, Carried] = {}

    def read(self, qid: str) -> Carried:
        payload = self.payloads[qid]
        made = Carried()
        match str(payload.get("QuestionType")):
            case "MC":
                self._choice(qid, payload, made)
            case "TE":
                self._text(qid, payload, made)
            case "DB":
                made.questions = [asked.Statement(**self._common(qid, payload) | {"required": False})]
            case "Matrix":
                self._matrix(qid, payload, made)
            case "Slider":
                self._slider(qid, payload, made)
            case kind:
                self.drop(
                    qid, _UNKNOWN.get(kind) or _("there is no question of its kind (%(kind)s) here") % {"kind": kind}
                )
        self._settings(qid, payload)
        self.carried[qid] = made
        return made

    def drop(self, qid: str, why: str) -> None:
        self.dropped.append(f"{self.name(qid)}: {why}.")

    def name(self, qid: str) -> str:
        """What the person who wrote it knows it by."""
        payload = self.payloads.get(qid, {})
        words = " ".join(as_words(payload.get("QuestionText")).split())
        tag = as_words(payload.get("DataExportTag")) or qid
        return f"{tag} “{words[:60].rstrip()}…”" if len(words) > 60 else f"{tag} “{words}”" if words else tag

    def _key(self, payload: dict[str, Any], qid: str) -> str:
        key = free_key(str(payload.get("DataExportTag") or qid)[:LONGEST_KEY], self.taken)
        self.taken.add(key)
        return key

    def _common(self, qid: str, payload: dict[str, Any]) -> dict[str, Any]:
        settings = as_map(as_map(payload.get("Validation")).get("Settings"))
        return {
            "key": self.keys[qid],
            "title": self._said(qid, payload, "QuestionText"),
            "required": is_on(settings.get("ForceResponse"))
            and settings.get("ForceResponseType", "ON") != "RequestResponse",
        }

    # Words

    def _said(self, qid: str, payload: dict[str, Any], *path: str | int) -> Words:
        """In each language, what stands at the path: ("Choices", "1", "Display")."""
        sources = dict.fromkeys(self.languages)
        translations = as_map(payload.get("Language"))
        said: Words = {}
        for number, code in enumerate(sources):
            held: Any = payload if number == 0 else as_map(translations.get(code))
            for step in path:
                held = dict(pairs(held)).get(str(step))
            if words := self._words(qid, held):
                said[self.languages[code]] = words
        return said

    def _words(self, qid: str, given: Any) -> str:
        if isinstance(given, str) and MEDIA.search(given):
            self.drop(qid, _("its pictures or films stay behind"))
        words = as_words(given).replace("{{", "{ {")
        return _PIPE.sub(lambda found: self._piped(qid, found[1], found[2]), words).strip()

    def _piped(self, qid: str, about: str, what: str) -> str:
        answer = _ANSWER.match(what)
        if about == "q" and answer and answer[1] in self.keys:
            return f"{{{{answer:{self.keys[answer[1]]}}}}}"
        field = what.removeprefix("Field/").strip().lower()
        if about in ("e", "m") and re.fullmatch(r"[\w .-]+", field):
            return f"{{{{person:{_PERSON.get(field, field)}}}}}"
        self.drop(qid, _("the name “%(name)s” in its words is not known here") % {"name": f"${{{about}://{what}}}"})
        return ""

    # Kinds

    def _choice(self, qid: str, payload: dict[str, Any], made: Carried) -> None:
        selector = str(payload.get("Selector"))
        if selector == "NPS":
            self._nps(qid, payload, made)
        elif selector not in SINGLE + SEVERAL:
            self.drop(qid, _("there is no choice of its kind (%(kind)s) here") % {"kind": selector})
        elif payload.get("DynamicChoices"):
            self.drop(
                qid, _("its options come from another answer: write them down, or show the question by conditions")
            )
        else:
            options, other = self._options(qid, payload, "Choices", "ChoiceOrder", made)
            settings = as_map(as_map(payload.get("Validation")).get("Settings"))
            most = as_number(settings.get("MaxChoices"))
            self._fewest(qid, settings)
            made.questions = [
                asked.Choice(
                    **self._common(qid, payload),
                    options=options,
                    other=other,
                    many=selector in SEVERAL,
                    most=int(most) if most and selector in SEVERAL else None,
                    shuffled=self._is_shuffled(qid, payload),
                )
            ]

    def _fewest(self, qid: str, settings: dict[str, Any]) -> None:
        if (as_number(settings.get("MinChoices")) or 0) > 1:
            self.drop(qid, _("that several options must be chosen"))

    def _nps(self, qid: str, payload: dict[str, Any], made: Carried) -> None:
        made.points = {key: float(number) for number, (key, _choice) in enumerate(pairs(payload.get("Choices")))}
        last = max(len(list(pairs(payload.get("ColumnLabels")))) - 1, 1)
        made.questions = [
            asked.Nps(
                **self._common(qid, payload),
                lowest=self._said(qid, payload, "ColumnLabels", 0, "Display"),
                highest=self._said(qid, payload, "ColumnLabels", last, "Display"),
            )
        ]

    def _options(
        self, qid: str, payload: dict[str, Any], part: str, order: str, made: Carried
    ) -> tuple[tuple[Option, ...], bool]:
        """The options, and whether one of them is the line for other words."""
        given = ordered(payload.get(part), payload.get(order))
        written = [key for key, choice in given if is_on(choice.get("TextEntry"))]
        if len(written) > 1:
            self.drop(qid, _("only its last option has a line to write on"))
        naming, options, taken = as_map(payload.get("VariableNaming")), [], {OTHER}
        for key, choice in given:
            if written and key == written[-1]:
                made.options[key] = OTHER
                continue
            title = self._said(qid, payload, part, key, "Display")
            wanted = str(naming.get(key) or next(iter(title.values()), "") or f"c{key}")[:LONGEST_KEY]
            made.options[key] = free_key(wanted if re.search(r"[a-zA-Z0-9]", wanted) else f"c{key}", taken)
            taken.add(made.options[key])
            options.append(Option(key=made.options[key], title=title, alone=is_on(choice.get("ExclusiveAnswer"))))
            if choice.get("Image"):
                self.drop(qid, _("its pictures or films stay behind"))
        return tuple(options), bool(written)

    def _is_shuffled(self, qid: str, payload: dict[str, Any]) -> bool:
        kind = as_map(payload.get("Randomization")).get("Type", "None")
        if kind not in ("None", "All", "", None):
            self.drop(qid, _("its options stand in the order that is written: it was shuffled in a way of its own"))
        return kind == "All"

    def _text(self, qid: str, payload: dict[str, Any], made: Carried) -> None:
        settings = as_map(as_map(payload.get("Validation")).get("Settings"))
        common, content = self._common(qid, payload), settings.get("ContentType")
        longest = as_number(settings.get("MaxChars") or settings.get("TotalChars"))
        if payload.get("Selector") == "FORM":
            made.questions = self._fields(qid, payload, common)
        elif content in ("ValidEmail", "ValidPhone"):
            made.questions = [asked.Contact(**common, fields=("email",) if content == "ValidEmail" else ("phone",))]
        elif content == "ValidNumber":
            bounds = as_map(settings.get("ValidNumber"))
            low, high = as_number(bounds.get("Min")), as_number(bounds.get("Max"))
            made.questions = [
                asked.Number(**common, lowest=low, highest=high, whole=bounds.get("NumDecimals") in ("0", 0))
            ]
        elif content == "ValidDate":
            made.questions = [asked.Date(**common)]
        else:
            long = payload.get("Selector") in ("ML", "ESTB")
            made.questions = [asked.Text(**common, long=long, longest=int(min(max(longest or 2_000, 1), 20_000)))]
            if content not in (None, "", "None"):
                self.drop(qid, _("what may be written in it (%(kind)s)") % {"kind": content})

    def _fields(self, qid: str, payload: dict[str, Any], common: dict[str, Any]) -> list[AnyQuestion]:
        self.drop(qid, _("each of its fields is a question of its own now"))
        return [
            asked.Text(**common | {"key": key, "title": _joined(common["title"], title)})
            for key, title in self._lines(qid, payload, common)
        ]

    def _lines(self, qid: str, payload: dict[str, Any], common: dict[str, Any]) -> Iterable[tuple[str, Words]]:
        """A key and a title for each line of a question that becomes several."""
        for number, (choice, _held) in enumerate(ordered(payload.get("Choices"), payload.get("ChoiceOrder"))):
            key = common["key"] if number == 0 else free_key(common["key"], self.taken)
            self.taken.add(key)
            yield key, self._said(qid, payload, "Choices", choice, "Display")

    def _matrix(self, qid: str, payload: dict[str, Any], made: Carried) -> None:
        if payload.get("Selector") != "Likert":
            self.drop(qid, _("there is no table of its kind (%(kind)s) here") % {"kind": payload.get("Selector")})
            return
        answers = ordered(payload.get("Answers"), payload.get("AnswerOrder"))
        is_many = payload.get("SubSelector") == "MultipleAnswer"
        if len(answers) in GRID_POINTS and not is_many:
            made.questions = [self._grid(qid, payload, answers, made)]
            return
        self.drop(qid, _("each of its rows is a question of its own now"))
        common = self._common(qid, payload)
        for key, title in self._lines(qid, payload, common):
            options, other = self._options(qid, payload, "Answers", "AnswerOrder", Carried())
            changed = common | {"key": key, "title": _joined(common["title"], title)}
            made.questions.append(asked.Choice(**changed, options=options, other=other, many=is_many))

    def _grid(self, qid: str, payload: dict[str, Any], answers: list[tuple[str, Any]], made: Carried) -> asked.Grid:
        """Rows on a scale; where the file counts its columns downwards, so does the scale."""
        recoded = as_map(payload.get("RecodeValues"))
        first, last = (as_number(recoded.get(answers[end][0])) for end in (0, -1))
        columns = answers[::-1] if first is not None and last is not None and first > last else answers
        if len(answers) > 2:
            self.drop(qid, _("of its columns, only the first and the last keep their words"))
        rows, _other = self._options(qid, payload, "Choices", "ChoiceOrder", made)
        rows += tuple(
            Option(key=key, title=self._said(qid, payload, "Choices", choice, "Display"))
            for choice, key in made.options.items()
            if key == OTHER
        )
        return asked.Grid(
            **self._common(qid, payload),
            rows=rows,
            points=len(answers),  # type: ignore[arg-type]
            lowest=self._said(qid, payload, "Answers", columns[0][0], "Display"),
            highest=self._said(qid, payload, "Answers", columns[-1][0], "Display"),
        )

    def _slider(self, qid: str, payload: dict[str, Any], made: Carried) -> None:
        settings, common = as_map(payload.get("Configuration")), self._common(qid, payload)
        stars = as_number(settings.get("StarCount"))
        if payload.get("Selector") == "STAR" and stars in GRID_POINTS:
            rows, _other = self._options(qid, payload, "Choices", "ChoiceOrder", made)
            made.questions = [asked.Grid(**common, rows=rows, points=int(stars))]  # type: ignore[arg-type]
            self.drop(qid, _("its stars are points of a table: say there if they mean satisfaction"))
            return
        low, high = as_number(settings.get("CSSliderMin")) or 0, as_number(settings.get("CSSliderMax")) or stars or 100
        lines = list(self._lines(qid, payload, common))
        self.drop(qid, _("its slider is a number to write now"))
        made.questions = [
            asked.Number(
                **common
                | {"key": key, "title": _joined(common["title"], title) if len(lines) > 1 else common["title"]},
                lowest=low,
                highest=high,
                whole=not as_number(settings.get("NumDecimals")),
            )
            for key, title in lines
        ]

    def _settings(self, qid: str, payload: dict[str, Any]) -> None:
        if payload.get("QuestionJS"):
            self.drop(qid, _("its script"))
        if as_map(as_map(payload.get("Validation")).get("Settings")).get("Type") == "CustomValidation":
            self.drop(qid, _("its own rule for what may be answered"))
        recoded = as_map(payload.get("RecodeValues"))
        if payload.get("QuestionType") == "MC" and any(str(value) != key for key, value in recoded.items()):
            self.drop(qid, _("the numbers of its options: options are known by words here"))


def _joined(title: Words, line: Words) -> Words:
    return {
        language: f"{words} {line[language]}".strip() if language in line else words
        for language, words in title.items()
    }
