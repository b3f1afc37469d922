"""What the scores of an account say, in English and in Hungarian.

Names stand in the nominative everywhere, as no program can inflect the name of anybody: the Hungarian is worded so.
"""
