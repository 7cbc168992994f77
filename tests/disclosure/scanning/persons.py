"""Names and places written by hand, so that they share no list with what recognises them; each label is ours."""

MADE_IN_NORWAY = """
Emma Solberg|Nora Fjeld|Jakob Tangen|Filip Granli|Oskar Brekke|Tuva Skaar|Iben Nygård|Sondre Lie|Eirik Fossum
Ingeborg Aune|Torbjørn Kvamme|Ragnhild Øverby|Åse Marie Vold|Jon Arne Ødegård|Tor-Erik Haugland|Anne Lise Bråten
Hege Rønning|Vegard Stokke|Håkon Viken|Sigrid Tveit|Mathilde Bakke Lunde|Even Hammer|Mari-Ann Rustad|Leif Gunnar Bøe
Solveig Engen|Kåre Mæland|Åshild Dybdahl|Terje Nordby|Sverre Holte|Guro Sæther|Jorunn Myhre|Brage Hovland
Ylva Sandvik|Amalie Nerland|Ulrik Wiik|Trygve Ask|Embla Vestby|Birk Løvaas|Selma Aas|Torstein Helle
"""
SAMI = """
Ánte Eira|Máret Ánne Hætta|Nils-Ánte Gaup|Áile Utsi|Inger Marit Bongo|Mikkel Sara|Elle Máret Somby|Ole Mathis Oskal
Risten Turi|Johan Ailo Kemi|Biret Ravdna Magga|Aslak Anders Balto|Sárá Buljo|Lásse Joavnna|Karen Inga Vars
Issát Sámmol Heatta|Gáddjá Guttorm|Ellen Sara Nango|Per Isak Juuso|Jovnna Valkeapää
"""
COME_TO_NORWAY = """
Mohammed Hussain|Fatima Ali|Ayaan Khan|Amina Abdi|Nguyen Thi Lan|Tran Van Minh|Jasmin Begum|Yusuf Demir|Elif Yilmaz
Ibrahim Hassan|Hodan Warsame|Abdirahman Farah|Zainab Malik|Bilal Chaudhry|Sana Iqbal|Agnieszka Kowalska|Piotr Nowak
Tomasz Wojcik|Vytautas Kazlauskas|Oksana Shevchenko|Dmytro Kovalenko|Arben Krasniqi|Besarta Gashi|Dragan Petrovic
Selam Tesfay|Yonas Haile|Rahwa Berhane|Priya Sharma|Arjun Singh|Harpreet Kaur|Leila Rezaei|Reza Ahmadi|Omar Al-Masri
Maria da Silva|Jose Santos|Siri Chaiyasit|Chen Wei|Li Na Zhang|Mahnoor Tariq|Samira El Idrissi
"""
ABROAD = """
John Smith|Emily Clarke|Hans Müller|Greta Schäfer|Pierre Dubois|Camille Lefèvre|Giulia Rossi|Marco Bianchi
Lars Andersson|Karin Lindqvist|Mette Jørgensen|Søren Kjær|Matti Virtanen|Aino Mäkelä|Jan de Vries|Sanne van Dijk
Björk Guðmundsdóttir|Sigurður Jónsson|Carlos García|Lucía Fernández|Aoife O'Brien|Liam Murphy|Ewa Zielińska
Jiří Novák|Katalin Nagy|Ioana Popescu|Stavros Papadakis|Emre Kaya|Sakura Tanaka|William Taylor
"""
PERSONS = {"norwegian": MADE_IN_NORWAY, "sami": SAMI, "came": COME_TO_NORWAY, "abroad": ABROAD}

MUNICIPALITIES = """
Strand|Berg|Lund|Eidsberg|Lørenskog|Nore og Uvdal|Nord-Aurdal|Sør-Varanger|Indre Østfold|Bø|Ulvik|Sande|Vik|Os|Fet
Heim|Lier|Gran|Hole|Flå|Herøy|Aure|Gloppen|Sunnfjord|Kinn|Vågan|Lavangen|Karasjok|Kautokeino|Porsanger|Tana|Nesseby
Unjárga Nesseby|Deatnu Tana|Guovdageaidnu Kautokeino|Midtre Gauldal|Stor-Elvdal|Øvre Eiker|Vestre Slidre|Marker
"""
TRACTS = """
Haugen|Strand|Berg|Solberg|Bakke|Lunde Nordre|Haugen Søndre|Moen Vestre|Lia Øvre|Berg Nordre|Nes Prestegård|Vik Indre
Dahl Øvre|Solli Gård|Holm Midtre|Sandvik Ytre|Aas Store|Lien Nedre|Myhre Vestre|Lund Østre|Nordre Berg|Søndre Moen
"""
ROADS = """
Olav Trygvasons gate|Nils Hansens vei|Erling Skjalgssons gate|Marie Michelets vei|Wergelands vei|Thorvald Meyers gate
Ole Bulls plass|Fridtjof Nansens vei|Gerhard Grans vei|Professor Dahls gate|Ullevålsveien|Trondheimsveien|Sars' gate
Henrik Ibsens gate|Christian Krohgs gate|Peder Claussøns gate|Arne Garborgs plass|Camilla Colletts vei
"""
INSTITUTIONS = """
Haukeland sykehus|Ullevål skole|Berg skole|Strand barnehage|Solberg omsorgssenter|Martina Hansens Hospital
Olav Duun videregående skole|Ole Vig videregående skole|Amalie Skram videregående skole|Edvard Munch videregående skole
Nansen Academy|Anton Jenssen AS|Peppes Pizza|Tine Meierier|Kari Traa|Olav Thon Gruppen|Helly Hansen|Moods of Norway
"""
WORDS = """
Stor bedrift|Liten bedrift|Fast ansatt|Ikke oppgitt|Annen årsak|Ole Brumm|Middels høy|Kort utdanning|Lang utdanning
Grunnskole|Universitet|Menn|Kvinner|Begge kjønn|Uten arbeid|Under utdanning|Per innbygger|Per Capita|Dag og Natt
"""
COUNTRIES = """
Costa Rica|Sri Lanka|San Marino|El Salvador|Papua Ny-Guinea|Saudi-Arabia|Sierra Leone|Hong Kong|Cabo Verde|Sankt Lucia
Jordan|Georgia|Chad|Israel|Kenya|India|Kina|Tyrkia|Nord-Korea|Burkina Faso|Costa del Sol|Puerto Rico|Bosnia|Jan Mayen
"""
ART = """
Sofie Amundsens verden|Peer Gynt|Et dukkehjem|Victoria Hotell|Anna Karenina|Kong Olav V|Dronning Maud Land|Hedda Gabler
"""
NOBODY = {
    "navn": MUNICIPALITIES, "grunnkrets": TRACTS, "gate": ROADS, "sted": MUNICIPALITIES, "institusjon": INSTITUTIONS,
    "kategori": WORDS, "land": COUNTRIES, "tittel": ART, "x1": MUNICIPALITIES, "x2": TRACTS, "x3": ROADS,
    "x4": INSTITUTIONS, "x5": WORDS, "x6": COUNTRIES,
}  # fmt: skip


def listed(text: str) -> list[str]:
    """Return the names of a sample."""
    return [one.strip() for line in text.strip().splitlines() for one in line.split("|")]
