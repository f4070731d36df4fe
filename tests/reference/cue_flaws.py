"""Flaws to plant for the rules W1 to W6, in the form of those of `item_flaws`."""

from __future__ import annotations

from flaw_places import Data, Operator, first, free_steps, lower_first, sides, single_steps


def grammatical_cue(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None:
        return False
    right, wrong = sides(step, keys)
    if n % 2:
        step["lead_in"] = "What the source names in this place are"
        right["text"], wrong[0]["text"] = "Needles", "A needle"
    else:
        step["lead_in"] = ("The one that the source names is an", "What is meant here is a")[
            n // 2 % 2
        ]
        vowels, consonants = ("Osteotome", "Apple"), ("Needle", "Catheter")
        one, other = (vowels, consonants) if n // 2 % 2 == 0 else (consonants, vowels)
        right["text"], wrong[0]["text"] = one[n // 4 % 2], other[n // 4 % 2]
    return True


def logical_cue(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None or len(step["options"]) < 4:
        return False
    right, wrong = sides(step, keys)
    forms = (
        ("Fever is present", "No fever is present"),
        ("At least 5 weeks", "Less than 5 weeks"),
        ("Pain with swelling", "Pain without swelling"),
        ("More than 10 mL", "At most 10 mL"),
        ("The pain can be relieved", "The pain cannot be relieved"),
        ("4 days or more", "Under 4 days"),
    )
    right["text"], wrong[n % 3]["text"] = forms[n % len(forms)]
    if n % 4 == 3:
        texts = ("The pressure increases", "The pressure decreases", "The pressure is unchanged")
        right["text"], wrong[0]["text"], wrong[1]["text"] = texts
    return True


def absolute_term(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    words = (
        "Always",
        "Never",
        "Only",
        "Completely",
        "Exclusively",
        "In all patients:",
        "Every day:",
    )
    option = step["options"][n % len(step["options"])]
    option["text"] = f"{words[n % len(words)]} {lower_first(option['text'])}"
    return True


def long_key(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None:
        return False
    right, _ = sides(step, keys)
    tails = (
        ", as this line of the source puts it with some care",
        " in the sense that was laid down by those who wrote the encoding",
        " (which the team took down in the notes on that very morning)",
    )
    right["text"] += tails[n % len(tails)]
    return True


def word_repeat(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None:
        return False
    right, _ = sides(step, keys)
    words = ("Saturday", "lighthouse", "orchestra", "velvet", "mountain", "harbour", "candle")
    word = words[n % len(words)]
    right["text"] = f"{right['text']} ({word})"
    step["lead_in"] = f"After the {word}: {lower_first(step['lead_in'])}"
    return True


def convergence(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None or len(step["options"]) < 4:
        return False
    right, wrong = sides(step, keys)
    one, second, third, fourth, odd = (
        ("cement", "fluoroscopy", "sedation", "anesthesia", "surgery"),
        ("osteotome", "dorsal path", "lateral path", "balloon", "radiograph"),
        ("opioids", "walker", "belt", "exercises", "bed rest"),
    )[n % 3]
    right["text"] = f"{one} with {second}".capitalize()
    wrong[0]["text"] = f"{one} with {third}".capitalize()
    wrong[1]["text"] = f"{fourth} with {second}".capitalize()
    wrong[2]["text"] = odd.capitalize()
    if n % 2:
        wrong[0]["text"] = f"{one} with {third} at night".capitalize()
        right["text"] = f"{one} with {second} at night".capitalize()
    return True


#: The operator of each of these rules.
CUES: dict[str, Operator] = {
    "W1": grammatical_cue,
    "W2": logical_cue,
    "W3": absolute_term,
    "W4": long_key,
    "W5": word_repeat,
    "W6": convergence,
}
