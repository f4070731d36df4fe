"""
Flaws to plant in clean items, one operator for each rule on the writing of one item.

An operator takes the plain data of an item file and a counter, changes the data in place, and says
whether it could: not every item can have every flaw. The counter picks the wording.
"""

from __future__ import annotations

from cue_flaws import CUES
from flaw_places import Data, Operator, first, free_steps, lower_first, sides, single_steps, steps

# How many words an option has that is no whole sentence, as a rule.
_LONGEST_PHRASE = 4


def negative_lead_in(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    forms = (
        "Which of these does the source not name in this place?",
        "Everything is named in this line except which entry?",
        "Which step is the least likely to be meant by the line?",
        "Which of these entries is incorrect for this line?",
        "What should not be done according to this line?",
        "Which entry isn't part of this line of the source?",
        "Which of the findings would NOT be named in this line?",
        "Which entry is false for this section of the source?",
        "What is the least appropriate next step in this line?",
        "Which line can the reader not rest on in this section?",
    )
    step["lead_in"] = forms[n % len(forms)]
    return True


def combined_option(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    forms = (
        "All of the above", "None of the above", "Both A and B", "A and C only", "1, 2 and 3",
        "None of these", "Neither A nor B", "Any of the above", "All of these", "B only",
        "Both 1 and 3", "All of the other options",
    )  # fmt: skip
    step["options"][-1]["text"] = forms[n % len(forms)]
    return True


def vague_frequency(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    words = ("usually", "often", "rarely", "sometimes", "commonly", "frequently", "generally")
    option = step["options"][n % len(step["options"])]
    option["text"] += f" ({words[n % len(words)]} so)"
    # What this one rests on is put without any hedge.
    option["statements"] = ["st-17a"]
    return True


def inconsistent_numbers(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None or len(step["options"]) < 4:
        return False
    forms = (
        ("2 weeks", "5 weeks", "3 weeks", "9 weeks"),
        ("2 weeks", "3 days", "4 weeks", "5 weeks"),
        ("2.5 mL", "3 mL", "4.25 mL", "6 mL"),
        ("2 to 3 mL", "4 mL", "5 mL", "6 mL"),
        ("10 %", "30 %", "20 %", "40 %"),
        ("About 3 mL", "7 mL", "5 mL", "9 mL"),
    )[n % 6]
    for index, option in enumerate(step["options"]):
        option["text"] = forms[index] if index < 4 else "50 weeks"
    return True


def unlike_options(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    firsts = {option["text"].split()[0].lower() for option in step["options"]}
    if firsts & {"how", "whether", "from", "as", "to", "it", "its", "they"} or any(
        f.endswith("ing") for f in firsts
    ):
        return False
    forms = (
        "Whether {0} is found", "To look for {0}", "Having {0}", "With {0}", "How {0} is found",
        "Looking for {0}", "By means of {0}", "After {0}",
    )  # fmt: skip
    option = step["options"][n % len(step["options"])]
    # A preposition before a whole sentence would be no English at all.
    is_phrase = len(option["text"].split()) <= _LONGEST_PHRASE
    form = forms[n % len(forms)] if is_phrase else "Whether {0}"
    option["text"] = form.format(lower_first(option["text"]))
    return True


def long_option(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    option = step["options"][n % len(step["options"])]
    forms = (
        "The pain is severe and the patient has a walker",
        "It was given in the morning, but it has worn off",
        "The line is cited; the next one is not",
        "One line among the many of this long document that somebody wrote down on that rainy day",
        "The scan is done and the report must wait",
    )
    option["text"] = f"{forms[n % len(forms)]} ({option['id']})"
    return True


def unfocused_lead_in(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    forms = (
        "Which of the following is true?",
        "Which statement about sacroplasty is correct?",
        "Which of these statements are true?",
        "What is true?",
        "The source names ____ in this line, does it?",
        "The source says that",
        "Which one?",
        "Sacroplasty is characterized by:",
        "Which of the following statements regarding the cement is accurate?",
        "What is correct of the procedure?",
        "Which answers are right?",
        "The needle is placed ..... by the team, or how?",
    )
    step["lead_in"] = forms[n % len(forms)]
    return True


def hinging(data: Data, n: int, keys: frozenset[str]) -> bool:
    phrases = (
        "Given your answer to the previous question,",
        "Based on question 1,",
        "If you chose the first option before,",
        "After your previous answer,",
        "As you answered in step one,",
        "In view of the preceding item,",
        "Building on your first choice,",
        "In the light of question three,",
        "According to your decision,",
        "As answered in the last question,",
    )
    step = steps(data)[-1]
    step["lead_in"] = f"{phrases[n % len(phrases)]} {lower_first(step['lead_in'])}"
    return True


def window_dressing(data: Data, n: int, keys: frozenset[str]) -> bool:
    tale = "The train was late that day, and it rained on the way from the station to the clinic. "
    data["stem"] = data.get("stem", "") + "\n" + tale * (11 + n % 5)
    return True


def needless_vignette(data: Data, n: int, keys: frozenset[str]) -> bool:
    if "vignette" in data or "case" in data or data["kind"] == "numeric":
        return False
    tales = ("the-ferryman", "the-chess-player", "the-beekeeper", "soil-under-the-nails")
    data["vignette"] = tales[n % len(tales)]
    return True


def option_count(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(single_steps(data))
    if step is None:
        return False
    _, wrong = sides(step, keys)
    extra = 0
    while len(step["options"]) < 6 + n % 3:
        extra += 1
        copy = {**wrong[0], "id": f"extra-{extra}", "text": f"Something else, number {extra}"}
        step["options"].append(copy)
    return True


def implausible_distractor(data: Data, n: int, keys: frozenset[str]) -> bool:
    for step in single_steps(data):
        if (
            "decides" in step["options"][0]["claim"]
            and "statement" not in step["options"][0]["claim"]
        ):
            _, wrong = sides(step, keys)
            option = wrong[n % len(wrong)]
            option["text"] = "A pain score of 1 out of 10"
            option["claim"] = {
                "decides": {"values": {"PainScore": {"exactly": 1, "unit": "{score}"}}}
            }
            return True
    return False


def undefined_abbreviation(data: Data, n: int, keys: frozenset[str]) -> bool:
    shorts = ("DEXA", "VAS", "ODI", "ASA", "INR", "NSAIDs", "SIJ", "QCT", "BMD", "TLSO")
    phrase = f" Note the {shorts[n % len(shorts)]}."
    if n % 2:
        data["explanation"] = data["explanation"].rstrip() + phrase
    else:
        data["stem"] = data.get("stem", "").rstrip() + phrase
    return True


def missing_reason(data: Data, n: int, keys: frozenset[str]) -> bool:
    step = first(free_steps(data))
    if step is None:
        return False
    one, other = step["options"][n % 3], step["options"][(n + 1) % 3]
    forms = (
        "This is simply so, as said.",
        "Right, as the source says.",
        "Not what is asked for here.",
    )
    one["rationale"] = other["rationale"] if n % 2 else forms[n % len(forms)]
    return True


def irrelevant_demographic(data: Data, n: int, keys: frozenset[str]) -> bool:
    phrases = (
        "a Hispanic woman", "an African-American man", "a Muslim patient", "a gay man",
        "a white man", "a patient of Asian descent", "a Jewish patient", "a refugee",
        "an Indigenous woman", "a Caucasian patient", "a Catholic nun", "a woman of Irish origin",
    )  # fmt: skip
    data["stem"] = data.get("stem", "").rstrip() + f" The clinic sees {phrases[n % len(phrases)]}."
    return True


def readability(data: Data, n: int, keys: frozenset[str]) -> bool:
    if n % 4 == 0:
        data["explanation"] += (
            f" The dose was 5 {('ml', 'cc', 'hrs', 'wks', 'mcg')[n // 4 % 5]} then."
        )
        return True
    if n % 4 == 1:
        step = steps(data)[0]
        step["lead_in"] = (
            "Considering the interdisciplinary organizational characteristics of perioperative "
            "anticoagulation management responsibilities, which multidisciplinary administrative "
            "documentation requirements are explicitly communicated internationally?"
        )
        return True
    words = data["explanation"].split()
    for index, word in enumerate(words):
        if word.isalpha() and word.islower() and len(word) > 7:
            middle = len(word) // 2
            swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
            words[index] = swapped if n % 4 == 2 else word[:middle] + word[middle + 1 :]
            if words[index] != word:
                data["explanation"] = " ".join(words)
                return True
    return False


#: The operator of each rule; W7, which needs a second item, is planted by `linter_scores`.
OPERATORS: dict[str, Operator] = {
    **CUES,
    "W8": negative_lead_in,
    "W9": combined_option,
    "W10": vague_frequency,
    "W11": inconsistent_numbers,
    "W12": unlike_options,
    "W13": long_option,
    "W14": unfocused_lead_in,
    "W15": hinging,
    "W16": window_dressing,
    "W17": needless_vignette,
    "W18": option_count,
    "W19": implausible_distractor,
    "W20": undefined_abbreviation,
    "W21": missing_reason,
    "W22": irrelevant_demographic,
    "W23": readability,
}
