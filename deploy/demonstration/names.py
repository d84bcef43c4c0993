"""Invented people. Nobody is meant; names are put together by chance."""

from dataclasses import dataclass
from random import Random

MALE_NAMES = [
    "Артём",
    "Богдан",
    "Вадим",
    "Глеб",
    "Даниил",
    "Егор",
    "Захар",
    "Игнат",
    "Кирилл",
    "Лев",
    "Макар",
    "Назар",
    "Остап",
    "Павел",
    "Роман",
    "Савелий",
    "Тимур",
    "Фёдор",
]
FEMALE_NAMES = [
    "Алиса",
    "Варвара",
    "Галина",
    "Дарья",
    "Ева",
    "Жанна",
    "Злата",
    "Инга",
    "Кира",
    "Лада",
    "Майя",
    "Нина",
    "Ольга",
    "Полина",
    "Рада",
    "Софья",
    "Таисия",
    "Ульяна",
]
_FATHERS = [
    "Андрей",
    "Борис",
    "Виктор",
    "Григорий",
    "Денис",
    "Евгений",
    "Захар",
    "Иван",
    "Леонид",
    "Михаил",
    "Николай",
    "Олег",
    "Пётр",
    "Роман",
    "Сергей",
]
FAMILY_NAMES = [
    "Берёзов",
    "Ветров",
    "Громов",
    "Дубров",
    "Ежов",
    "Жаворонков",
    "Звонарёв",
    "Ивушкин",
    "Калинов",
    "Лугов",
    "Мятлев",
    "Незнамов",
    "Озеров",
    "Полянов",
    "Ручьёв",
    "Снегирёв",
    "Травкин",
    "Утёсов",
    "Филинов",
    "Холмов",
    "Цветов",
    "Чащин",
    "Шмелёв",
    "Щеглов",
    "Юрасов",
    "Яблоков",
    "Боровиков",
    "Вьюнков",
    "Гусельников",
    "Долинин",
    "Егозин",
    "Журавкин",
    "Зорин",
    "Ильменев",
    "Колоколов",
    "Ландышев",
    "Морозкин",
    "Норкин",
    "Облаков",
    "Перелескин",
]


@dataclass(frozen=True, slots=True)
class Name:
    """How a person is called."""

    given: str
    family: str
    middle: str


def family_name(random: Random) -> str:
    """A family name in its male form."""
    return random.choice(FAMILY_NAMES)


def full_name(random: Random, family: str, *, male: bool, father: str | None = None) -> Name:
    """A name with the endings of the sex; `father` is the father's given name, any when None."""
    given = random.choice(MALE_NAMES if male else FEMALE_NAMES)
    return Name(given, family if male else f"{family}а", patronymic(father or random.choice(_FATHERS), male=male))


def patronymic(father: str, *, male: bool) -> str:
    """The middle name after a father's given name."""
    if father.endswith("ий"):
        return f"{father[:-2]}ь{'евич' if male else 'евна'}"
    if father.endswith("й"):
        return f"{father[:-1]}{'евич' if male else 'евна'}"
    special = {"Пётр": "Петр", "Павел": "Павл", "Лев": "Льв"}
    return f"{special.get(father, father)}{'ович' if male else 'овна'}"


def father_of(random: Random) -> str:
    """A father's given name."""
    return random.choice(_FATHERS)
