"""Words that columns are called by, in the languages that people who export tables write their headers in."""

from __future__ import annotations

import re
from typing import Final

from heedful.listen.imports.roles import Role

_CALLED: Final = {
    Role.NPS: r"nps|recommend\w*|net.?pro\w*|(?:по)?рекоменд\w*|rekomend\w*",
    Role.CES: r"ces|effort|усили[йея]|зусил\w*|pastang\w*",
    Role.STARS: r"stars?|зв[её]зд\w*|зірк\w*|зірок|žvaigžd\w*",
    Role.CSAT: r"csat|satisf\w*|ratings?|rated|scores?|оценк\w*|удовлетвор\w*|оцінк\w*|задоволен\w*"
    r"|[įi]?vertinim\w*|pasitenkinim\w*|bal[ao]s?|балл?и?",
    Role.QUANTITY: r"quantity|qty|units|количество|кол-?во|кількість|к-?сть|kiekis",
    Role.PRICE: r"unit.?price|price|цена|ціна|kaina",
    Role.AMOUNT: r"total|amount|revenue|value|sum|paid|сумм?а|итого|разом|suma|iš viso",
    Role.CURRENCY: r"currency|валюта|valiuta",
    Role.THREAD: r"order|invoice|receipt|basket|transaction|ticket|conversation|case"
    r"|заказа?|чека?|замовлення|užsakym\w*",
    Role.EMAIL: r"e.?mail|почта|пошта|el\.? ?paštas|имейл|імейл",
    Role.PHONE: r"phone|mobile|телефона?|telefonas|tel",
    Role.CUSTOMER: r"customer|client|person|user|member|guest|visitor|author"
    r"|клиента?|покупател[ья]|гост[ья]|пользовател[ья]|клієнта?|покуп(?:ець|ця)|klient\w*|pirkėj\w*|narys|nario|autor\w*",
    Role.PRODUCT: r"product|sku|stock.?code|item|article|товара?|артикул|услуга|послуга|prekė|paslauga",
    Role.EMPLOYEE: r"employee|agent|staff|seller|assignee|trainer|сотрудник|мастер|продавец|тренер"
    r"|співробітник|працівник|майстер|продавець|darbuotoj\w*|meistr\w*|pardavėj\w*|treneri\w*",
    Role.LOCATION: r"location|store|shop|branch|club|salon|restaurant|hotel|venue|city"
    r"|место|магазин|филиал|клуб|салон|ресторан|кафе|город|отделение"
    r"|місце|крамниця|філія|місто|відділення|заклад|vieta|parduotuvė|klubas|salonas|miestas|filialas|padalinys",
    Role.CHANNEL: r"channel|medium|канал|kanalas",
    Role.TOUCHPOINT: r"touch.?point|точка (?:касания|контакта|контакту)",
    Role.TEXT: r"comments?|feedback|reviews?|verbatim|why|reason|message|tweet|text"
    r"|комментари[йи]|отзыв\w*|текст|почему|сообщение|коментар\w*|відгук\w*|чому|повідомлення|komentar\w*|atsiliepim\w*|tekstas|kodėl|žinutė",
}
CALLED: Final = {role: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W\d_])", re.I) for role, words in _CALLED.items()}
"""By role, in the order in which the roles choose their columns."""

BRAND: Final = re.compile(
    r"(?<![^\W_])(?:brand|airline|bank|operator|бренд|банк|оператор|prekės ženklas|bankas|operatorius)(?![^\W\d_])",
    re.I,
)
"""Whom a mention is about. Elsewhere it may as well be what the goods are called."""

ELSEWHERE: Final = re.compile(
    r"(?<![^\W_])(?:tweets?|retweets?|hashtags?|mentions?|ретвит\w*|упоминани[ея]|ретвіт\w*|згадк[аи]|paminėjim\w*)(?![^\W\d_])",
    re.I,
)
"""A file with such a column was gathered where people speak among themselves."""

ABOUT_THEM: Final = re.compile(
    r"(?<![^\W_])(?:time.?zone|country|language|locale|age|gender|sex|segment|type|group|count|question"
    r"|city|state|zip|address|region)(?![^\W\d_])",
    re.I,
)
"""What a customer is like, and not who: `user_timezone`, `member type`."""

NAME: Final = re.compile(
    r"(?<![^\W_])(?:(?:first|last|full|sur)?.?names?|имя|имени|фамили[яи]|ф\.? ?и\.? ?о"
    r"|ім.?я|імені|прізвищ[ае]|п\.? ?і\.? ?б|varda[si]|pavardės?)(?![^\W\d_])",
    re.I,
)
"""What somebody is called: several people may be called the same."""

NUMBERED: Final = re.compile(
    r"(?<![^\W_])(?:[ug]?u?id|no|nr|num|number|code|key|ref|reference|ид|айди|номера?|код|ід|айді|numeris|kodas)(?![^\W\d_])"
    r"|№",
    re.I,
)
"""By what a customer is known for certain: `CustomerID`, `Код клиента`."""

MOMENT: Final = re.compile(
    r"date|time|when|created|answered|at$|on$|unix|epoch|дата|время|когда|час|коли|data|laikas|kada", re.I
)
