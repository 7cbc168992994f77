"""Names that are borne in Norway and not in the lists of Faker: younger ones, Sami ones, and those of who came here."""

import importlib
from functools import cache
from typing import Any

YOUNGER = """
Emma Nora Olivia Sofie Ella Maja Leah Ingrid Frida Emilie Ellinor Sofia Alma Astrid Iben Selma Tuva Amalie Vilde
Mathilde Thea Julie Hedda Eline Tiril Ylva Embla Signe Jenny Hanna Noah Jakob Lucas Oskar Oliver Emil Isak Elias
Filip Aksel William Theodor Håkon Ludvig Johannes Kasper Ulrik Mathias Tobias Sander Sondre Magnus Henrik Herman Birk
Eirik Erlend Sigurd Sverre Vegard Vebjørn Torstein Torbjørn Trygve Trond Truls Tarjei Sindre Simen Sivert Snorre Stian
Steffen Roar Rolf Rune Ragnar Pål Peder Oddvar Njål Narve Leif Kåre Kyrre Kolbjørn Knut Kjetil Kjartan Jostein Jørgen
Jarle Ivar Idar Harald Halvor Gunnar Geir Frode Fredrik Finn Espen Endre Eskil Eivind Egil Edvard Einar Dagfinn Bård
Bjarne Birger Audun Asle Asbjørn Arvid Arild Anton Amund Aleksander Yngve Ørjan Øystein Øyvind Åge Åse Åshild Åsne
Vigdis Unni Turid Tove Torunn Toril Sunniva Svanhild Solveig Solfrid Sissel Sigrid Sidsel Ragnhild Randi Oddny Målfrid
Magnhild Lise Laila Kristin Kjersti Kirsten Jorunn Ingvild Ingunn Ingeborg Hilde Hege Heidi Helene Guro Gunvor Gunhild
Gudrun Gerd Frøydis Elin Eldbjørg Edel Dagny Cathrine Borghild Bodil Birgit Bergljot Berit Benedicte Anniken Agnes
"""
SAMI = """
Ánte Ánne Ánná Máret Márjá Mihkkal Biret Áile Ailo Aslak Elle Risten Ravdna Niillas Issát Lásse Jovnna Jovna Máhtte
Mathis Sárá Sámmol Gáddjá Káre Inga Piera Heaika Hánsa Ándaras Ánde Ovllá Juhán Johán Láilá Maaren Laara Jåvva Mikkel
"""
CAME = """
Mohammed Mohamed Muhammad Ahmed Ahmad Ali Omar Hassan Hussein Hussain Ibrahim Ismail Yusuf Yousef Abdullahi Abdirahman
Abdi Abdul Khalid Mahmoud Mustafa Bilal Hamza Usman Imran Tariq Farhan Adnan Faisal Karim Jamal Rashid Saeed Samir Amir
Reza Mehdi Hamid Fatima Fatuma Aisha Ayesha Amina Maryam Mariam Khadija Zainab Zahra Hodan Halima Ifrah Ayan Sahra
Naima Nasra Samira Leila Layla Sana Saima Shazia Rabia Hina Iqra Nadia Yasmin Jasmin Selam Rahwa Yonas Mehret Filmon
Luwam Senait Nguyen Tran Thanh Huong Priya Arjun Rajesh Suresh Harpreet Gurpreet Kavitha Agnieszka Katarzyna
Małgorzata Magdalena Tomasz Piotr Krzysztof Andrzej Paweł Marcin Łukasz Grzegorz Zbigniew Jolanta Ewa Joanna Vytautas
Mindaugas Darius Rasa Jurgita Oksana Olena Iryna Svitlana Natalia Dmytro Oleksandr Andriy Serhii Volodymyr Yulia Arben
Agim Blerim Fatmir Valbona Dragan Goran Zoran Jelena Senad Amra Emina Elvir Siriporn Somchai Supaporn Maricel
"""
FIRST = frozenset(f"{YOUNGER} {SAMI} {CAME}".split())
LAST_NAMES = """
Eira Gaup Hætta Heatta Utsi Bongo Somby Oskal Turi Kemi Magga Balto Buljo Guttorm Nango Juuso Valkeapää Kappfjell Jåma
Kuhmunen Labba Mienna Logje Tornensis Aikio Helander Kitti Marakatt Khan Ahmed Hussain Hussein Hassan Mohamed Mohammed
Abdi Abdullahi Warsame Farah Omar Osman Yusuf Ibrahim Jama Malik Iqbal Chaudhry Butt Mirza Sheikh Qureshi Akhtar Begum
Kaur Singh Sharma Kumar Patel Nguyen Tran Pham Huynh Kowalski Kowalska Nowak Wojcik Wójcik Lewandowski Wisniewski
Kaminski Kazlauskas Petrauskas Shevchenko Kovalenko Krasniqi Gashi Berisha Hoxha Petrovic Jovanovic Hodzic Yilmaz Demir
Kaya Celik Tesfay Haile Berhane Tekle Rezaei Ahmadi Hosseini Mohammadi Karimi Chen Wang Zhang Liu
Solberg Fossum Aune Kvamme Øverby Ødegård Haugland Bråten Rønning Stokke Viken Tveit Lunde Rustad Bøe Engen Mæland
Nordby Holte Sæther Myhre Hovland Sandvik Wiik Brekke Skaar Nygård Granli Hammer Helle Vold Rasmussen Bjerke Moe Lie
"""
LAST = frozenset(LAST_NAMES.split())
COUNTRIES = (
    "sv_SE", "da_DK", "fi_FI", "is_IS", "de_DE", "en_GB", "fr_FR", "it_IT", "es_ES", "pt_PT", "pl_PL", "nl_NL", "tr_TR",
    "hr_HR", "ro_RO", "lt_LT", "lv_LV", "et_EE", "cs_CZ", "hu_HU", "en_PK", "en_IN", "vi_VN", "fr_DZ", "sw", "az_AZ",
)  # fmt: skip
"""Whose lists of names Faker has in our letters, of where people in Norway come from."""


@cache
def elsewhere() -> tuple[frozenset[str], frozenset[str]]:
    """Return first names and surnames of other countries, in small letters; thousands of them, and words among them."""
    first: set[str] = set()
    last: set[str] = set()
    for country in COUNTRIES:
        lists: Any = importlib.import_module(f"faker.providers.person.{country}").Provider
        for attribute in dir(lists):
            kind = (
                first
                if attribute.startswith("first_name")
                else last
                if attribute.startswith("last_name")
                else None
            )
            names = getattr(lists, attribute)
            if kind is not None and not callable(names):
                kind |= {name.lower() for name in names if isinstance(name, str)}
    return frozenset(first), frozenset(last)
