"""The words that generated accounts are made of. Names are common ones put together by chance: nobody is meant."""

from dataclasses import dataclass
from typing import Final

__all__ = [
    "CITIES",
    "COMPETITORS",
    "COUNTRIES",
    "DEPARTMENTS",
    "FAMILY_NAMES",
    "GIVEN_NAMES",
    "OFFERINGS",
    "SECTORS",
    "STEMS",
    "Country",
]


@dataclass(frozen=True, slots=True)
class Country:
    """A country where accounts have their seat; `language` is that of most names there."""

    code: str
    language: str
    currency: str
    time_zone: str
    company: str


COUNTRIES: Final = (
    Country("HU", "hu", "HUF", "Europe/Budapest", "Zrt."),
    Country("GB", "en", "GBP", "Europe/London", "plc"),
    Country("IE", "en", "EUR", "Europe/Dublin", "Ltd"),
    Country("US", "en", "USD", "America/New_York", "Inc."),
    Country("DE", "de", "EUR", "Europe/Berlin", "AG"),
    Country("AT", "de", "EUR", "Europe/Vienna", "GmbH"),
    Country("PL", "pl", "PLN", "Europe/Warsaw", "S.A."),
    Country("ES", "es", "EUR", "Europe/Madrid", "S.A."),
    Country("MX", "es", "MXN", "America/Mexico_City", "S.A. de C.V."),
    Country("FR", "fr", "EUR", "Europe/Paris", "SAS"),
    Country("IT", "it", "EUR", "Europe/Rome", "S.p.A."),
    Country("CZ", "cs", "CZK", "Europe/Prague", "a.s."),
)

CITIES: Final = {
    "HU": ("Budapest", "Debrecen", "Győr", "Szeged"),
    "GB": ("London", "Leeds", "Bristol", "Glasgow"),
    "IE": ("Dublin", "Cork", "Galway"),
    "US": ("New York", "Boston", "Charlotte", "Pittsburgh"),
    "DE": ("Berlin", "Hamburg", "München", "Stuttgart"),
    "AT": ("Wien", "Graz", "Linz"),
    "PL": ("Warszawa", "Kraków", "Wrocław", "Poznań"),
    "ES": ("Madrid", "Barcelona", "Valencia", "Bilbao"),
    "MX": ("Ciudad de México", "Monterrey", "Guadalajara"),
    "FR": ("Paris", "Lyon", "Nantes", "Toulouse"),
    "IT": ("Milano", "Torino", "Bologna", "Roma"),
    "CZ": ("Praha", "Brno", "Ostrava"),
}

GIVEN_NAMES: Final = {
    language: tuple(names.split())
    for language, names in {
        "hu": "Anna Balázs Csaba Dóra Eszter Ferenc Gábor Ildikó Judit Katalin László Márta Péter Réka Tamás Zsófia",
        "en": "Alice Andrew Brian Claire Daniel Emma George Hannah James Karen Laura Martin Olivia Paul Rachel Simon",
        "de": "Anja Bernd Claudia Dieter Eva Frank Gisela Heike Jürgen Katrin Lukas Monika Stefan Sabine Thomas Ute",
        "pl": "Agnieszka Barbara Ewa Grzegorz Hanna Jacek Joanna Krzysztof Łukasz Magda Marek Paweł Piotr Tomasz Zofia",
        "es": "Alejandro Beatriz Carmen Diego Elena Fernando Inés Javier Lucía Manuel Marta Pablo Raquel Sergio Teresa",
        "fr": "Antoine Brigitte Camille Denis Élise François Hélène Julien Laure Marc Nathalie Olivier Sophie Thierry",
        "it": "Alessandra Bruno Chiara Davide Elisa Federico Giulia Luca Marco Nicola Paola Roberto Silvia Valentina",
        "cs": "Alena Bohumil Dana Eliška Filip Hana Ivana Jiří Kateřina Lenka Milan Ondřej Pavel Šárka Tomáš Zdeněk",
    }.items()
}

FAMILY_NAMES: Final = {
    language: tuple(names.split())
    for language, names in {
        "hu": "Balogh Farkas Fodor Horváth Juhász Kiss Kovács Lakatos Molnár Nagy Németh Papp Rácz Szabó Takács Tóth",
        "en": "Adams Baker Bennett Carter Cooper Evans Foster Graham Harris Hughes Mills Parker Reed Turner Ward Wood",
        "de": "Bauer Becker Fischer Hoffmann Keller Klein Koch Krüger Lange Müller Neumann Schäfer Schmidt Vogel Weber",
        "pl": "Adamczyk Baran Duda Górski Jabłoński Kaczmarek Kowal Lis Mazur Nowak Pawlak Sikora Walczak Wójcik Zając",
        "es": "Alonso Castro Díaz Fuentes García Herrera Iglesias López Molina Navarro Ortega Ramos Romero Soto Vega",
        "fr": "Bernard Blanc Chevalier Dubois Durand Faure Fontaine Girard Lambert Lefèvre Mercier Moreau Roussel",
        "it": "Barbieri Bianchi Caruso Conti Esposito Ferrari Fontana Gallo Greco Leone Marino Ricci Romano Villa",
        "cs": "Beneš Černý Dvořák Fiala Horák Jelínek Kolář Kučera Marek Novák Pokorný Růžička Svoboda Veselý Zeman",
    }.items()
}

SECTORS: Final = {
    "Banking": "Bank",
    "Insurance": "Insurance",
    "Energy": "Energy",
    "Logistics": "Logistics",
    "Retail": "Retail",
    "Pharmaceuticals": "Pharma",
    "Machinery": "Machines",
    "Telecommunications": "Telecom",
    "Automotive": "Automotive",
    "Food": "Foods",
}

STEMS: Final = (
    ("Al", "Bel", "Cor", "Dal", "Fen", "Gar", "Hal", "Kel", "Lor", "Mar", "Nor", "Or", "Pel", "Sar", "Tor", "Vel"),
    ("a", "e", "i", "o", "an", "en", "in", "or"),
    ("dria", "gard", "lis", "mont", "nia", "ria", "stad", "tec", "val", "via", "vik", "zon"),
)

DEPARTMENTS: Final = {
    "Finance": ("Controlling", "Treasury", "Accounting", "Tax"),
    "IT": ("Applications", "Infrastructure", "Security", "Data"),
    "Operations": ("Production", "Quality", "Maintenance", "Planning"),
    "Sales": ("Key Customers", "Channels", "Sales Operations", "Export"),
    "Procurement": ("Strategic Sourcing", "Indirect Spend", "Suppliers"),
    "Human Resources": ("Recruiting", "Learning", "Compensation"),
    "Legal": ("Contracts", "Compliance", "Data Protection"),
    "Marketing": ("Brand", "Digital", "Market Research"),
}

OFFERINGS: Final = {
    "Managed network": "Infrastructure",
    "Cloud platform": "Infrastructure",
    "Security monitoring": "Security",
    "Identity service": "Security",
    "Data warehouse": "Data",
    "Forecasting": "Data",
    "Service desk": "Services",
    "Rollout team": "Services",
}

COMPETITORS: Final = {
    "Ostrava Systems (invented)": ("Low prices", "Thin support"),
    "Brightwell Consulting (invented)": ("Known to every board", "Expensive"),
    "Novalink (invented)": ("Fast to deliver", "Few references"),
    "In-house team": ("Knows the house", "Has no time"),
}
