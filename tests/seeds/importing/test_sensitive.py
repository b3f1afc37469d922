"""Columns that are never taken in, and those that only look like them."""

import pytest

from seeds.importing.sensitive import sensitivity


@pytest.mark.parametrize(
    "heading",
    [
        *("Birthdate", "Date of Birth", "DOB", "Gender", "GenderPronoun", "Sex", "Ethnicity", "Race", "Religion"),
        *("Marital Status", "Annual_Income__c", "Salary", "Driving_License_Number__c", "Driver's licence", "SSN"),
        *("Passport No.", "Social Security Number", "Disability", "IBAN", "Mother's maiden name", "National ID"),
        *("Születési dátum", "Születési hely", "Nem", "Neme", "Vallás", "Nemzetiség", "Jövedelem", "Anyja neve"),
        *("Személyi igazolvány szám", "Útlevélszám", "TAJ szám", "Adóazonosító jel", "Családi állapot", "Fizetés"),
    ],
)
def test_it_is_sensitive(heading: str) -> None:
    assert sensitivity(heading)


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Name",
            "Title",
            "AnnualRevenue",
            "Language",
            "Age of account",
            "Image",
            "Stage",
            "Licence fee",
            "Not in use",
        ),
        *("Health care sector", "Industry", "Nem aktív", "Név", "Beosztás", "Party name", "Race condition", "Usage"),
    ],
)
def test_it_is_not(heading: str) -> None:
    assert sensitivity(heading) is None
