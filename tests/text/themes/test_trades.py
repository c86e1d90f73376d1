"""What troubles the customers of a trade, told by its pack's own words."""

import pytest

from heedful.text.labels import Sentence
from heedful.text.themes.named import Finder, named_themes
from heedful.text.themes.taxonomy import pack


def themes(text, finder, language):
    whole = [Sentence(0, len(text), None, 0.0)]
    return {hit.theme for hit in named_themes(text, whole, finder, language=language)}


@pytest.fixture(scope="module")
def bank():
    return Finder(pack("bank"))


@pytest.fixture(scope="module")
def operator():
    return Finder(pack("telecom"))


@pytest.fixture(scope="module")
def airport():
    return Finder(pack("airport"))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The cash machine at your branch ate my card", {"cash", "branches", "cards"}),
        ("en", "They froze my account and want my passport again", {"accounts"}),
        ("en", "The piggy bank made our daughter laugh", set()),
        ("ru", "За перевод взяли комиссию, дозвониться нельзя", {"transfers", "fees", "support"}),
        ("ru", "Заблокировали счёт, мошенники знают остаток", {"accounts", "fraud"}),
        ("ru", "Красивая картина на стене банка", set()),
        ("uk", "В іпотеці відмовили, а в застосунку нав’язують страховку", {"loans", "app", "pushing"}),
        ("uk", "Черга у відділенні на дві години", {"waiting", "branches"}),
        ("lt", "Indelio palukanos mazos, o programele vel neveikia", {"savings", "app", "outages"}),
        ("lt", "Už pavedimą ima mokestį", {"transfers", "fees"}),
    ],
)
def test_what_troubles_a_banks_customer_is_told_apart(bank, language, text, expected):
    assert themes(text, bank, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Two bars at home and every call drops", {"coverage", "calls"}),
        ("en", "The router dies each evening and the hotline robot hangs up", {"equipment", "support"}),
        ("en", "They added a subscription without my consent", {"charges"}),
        ("en", "A surgeon and an operator of cranes met", set()),
        ("ru", "Сняли деньги за подписку, а до поддержки не дозвониться", {"charges", "support"}),
        ("ru", "В метро не ловит, 4G только на словах", {"coverage", "mobile-data"}),
        ("ru", "Очередной министр связи уходит в отставку", set()),
        ("ru", "В роуминге минус пятьсот рублей на счету", {"roaming", "balance"}),
        ("uk", "Зв’язку немає другий день, на гарячу лінію не додзвонитися", {"coverage", "support"}),
        ("uk", "Перенесли номер, а сімка не працює", {"sim", "outages"}),
        ("uk", "Чергова перемога збірної", set()),
        ("lt", "Sviesolaidis vel neveikia, meistras neatvyko", {"home-internet", "outages", "installation", "staff"}),
        ("lt", "Pakėlė kainą, nutraukiu sutartį", {"tariffs", "contract"}),
    ],
)
def test_what_troubles_an_operators_customer_is_told_apart(operator, language, text, expected):
    assert themes(text, operator, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The security line snaked past the shops", {"security", "waiting", "shops"}),
        ("en", "No outlets near the seats and the wifi kept dropping", {"wifi-charging", "seating"}),
        ("en", "The signs to the rental cars are useless", {"signs", "transport"}),
        ("en", "A violinist and a poet married in May", set()),
        ("ru", "На паспортном контроле хамят, а поесть негде", {"security", "staff", "food"}),
        ("ru", "Багаж выдавали сорок минут, тележек нет", {"baggage"}),
        ("ru", "Курица снесла яйцо на даче", set()),
        ("uk", "Розетки не працюють, сидіти ніде", {"wifi-charging", "seating"}),
        ("uk", "Оголошень не чути, вихід на посадку змінили", {"information", "boarding"}),
        ("uk", "Вікторія виграла вікторину", set()),
        ("lt", "Ilga eile prie patikros, o tualetai purvini", {"waiting", "security", "toilets", "cleanliness"}),
        ("lt", "Į miestą nebevažiuoja joks autobusas, taksi brangu", {"transport", "price"}),
        ("lt", "Tirštas rūkas virš ežero", set()),
    ],
)
def test_what_troubles_an_airports_traveller_is_told_apart(airport, language, text, expected):
    assert themes(text, airport, language) == expected


@pytest.fixture(scope="module", params=["fitness", "cafe", "retail", "salon"])
def with_guests_toilets(request):
    return Finder(pack(request.param))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bathroom floor was wet"),
        ("en", "Both restrooms were locked"),
        ("en", "There is no rest room for us"),
        ("en", "A smell from the washroom"),
        ("en", "Where are the loos?"),
        ("ru", "В уборную не войти"),
        ("ru", "Санузел не работает"),
        ("ru", "Света в WC нет"),
        ("uk", "До вбиральні не зайти"),
        ("uk", "Санвузол не працює"),
        ("uk", "Світла у WC немає"),
        ("lt", "Neveikia sanmazgas"),
        ("lt", "Į tualetą neįeisi"),
        ("lt", "WC be šviesos"),
    ],
)
def test_guests_toilets_are_known_by_whatever_they_are_called(with_guests_toilets, language, text):
    assert "toilets" in themes(text, with_guests_toilets, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bathroom door does not shut"),
        ("en", "The washroom door does not shut"),
        ("ru", "Санузел без света"),
        ("uk", "Санвузол без світла"),
        ("lt", "Sanmazgas be šviesos"),
    ],
)
def test_in_a_hotel_it_belongs_to_the_room_and_is_counted_once(language, text):
    assert themes(text, Finder(pack("hotel")), language) - {"room"} == {"bathroom"}
