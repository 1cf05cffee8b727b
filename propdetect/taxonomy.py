"""The 23 persuasion techniques: what each one is, and what four public label sets call it."""

from __future__ import annotations

from dataclasses import dataclass


class UnknownTechniqueError(ValueError):
    """No technique has this id, or no label set has this name."""


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique.

    id, name : as scores and as people call it
    group : id of its group, a key of `GROUPS`
    definition, example, near_miss : what it is, a sentence that uses it, and one that only looks like it
    ptc14, ptc18, semeval2021, semeval2023 : its class in that label set; None where it has none
    """

    id: str
    name: str
    group: str
    definition: str
    example: str
    near_miss: str
    ptc14: str | None
    ptc18: str | None
    semeval2021: str | None
    semeval2023: str | None


GROUPS: dict[str, str] = {
    "attack_on_reputation": "Attack on reputation",
    "justification": "Justification",
    "simplification": "Simplification",
    "distraction": "Distraction",
    "call": "Call",
    "manipulative_wording": "Manipulative wording",
}

# The order is that of the model's outputs, so it is fixed.
# fmt: off
TECHNIQUES: tuple[Technique, ...] = (
    Technique(
        id="appeal_to_authority", name="Appeal to authority", group="justification",
        definition="Treats a claim as settled because an important person or body said so, with no other "
                   "evidence given.",
        example="The admiral has spoken, and when a man of his rank says the bridge is safe, there is "
                "nothing left to check.",
        near_miss="The admiral said the bridge was safe and published the engineers' load tests with his "
                  "statement.",
        ptc14="Appeal_to_Authority", ptc18="Appeal_to_Authority",
        semeval2021="Appeal to authority", semeval2023="Appeal_to_Authority",
    ),
    Technique(
        id="appeal_to_popularity", name="Appeal to popularity", group="justification",
        definition="Argues that something is right, or should be joined, because many people or supposedly "
                   "everyone already agree.",
        example="The whole town is behind the new stadium, so what are you still waiting for?",
        near_miss="In a survey of 900 residents, 54 per cent said they supported the new stadium.",
        ptc14="Bandwagon,Reductio_ad_hitlerum", ptc18="Bandwagon",
        semeval2021="Bandwagon", semeval2023="Appeal_to_Popularity",
    ),
    Technique(
        id="appeal_to_values", name="Appeal to values", group="justification",
        definition="Wraps a proposal in words that almost everyone honours, such as freedom or family, in "
                   "place of a reason for it.",
        example="This tax is about decency, about freedom, about everything our families hold dear.",
        near_miss="The tax would give families with two children about 300 crowns a year.",
        ptc14=None, ptc18=None,
        semeval2021="Glittering generalities (Virtue)", semeval2023="Appeal_to_Values",
    ),
    Technique(
        id="appeal_to_fear_prejudice", name="Appeal to fear or prejudice", group="justification",
        definition="Seeks support by making people afraid of what may happen, or by playing on hostility "
                   "towards a group.",
        example="Let the camp open, and none of our daughters will walk home safely again.",
        near_miss="The camp will open in May, and the council will pay for street lamps on the road home "
                  "from the station.",
        ptc14="Appeal_to_fear-prejudice", ptc18="Appeal_to_fear-prejudice",
        semeval2021="Appeal to fear/prejudice", semeval2023="Appeal_to_Fear-Prejudice",
    ),
    Technique(
        id="flag_waving", name="Flag-waving", group="justification",
        definition="Uses pride in a nation or other group to justify an act, as if belonging to it were "
                   "proof enough.",
        example="Any true daughter of this nation will sign the pact with the flag in her heart.",
        near_miss="The delegates signed the pact under the flags of both nations.",
        ptc14="Flag-Waving", ptc18="Flag-Waving", semeval2021="Flag-waving", semeval2023="Flag_Waving",
    ),
    Technique(
        id="causal_oversimplification", name="Causal oversimplification", group="simplification",
        definition="Names one cause or one culprit for a problem that has several.",
        example="Rents went up for one reason alone: the students came.",
        near_miss="Rents went up by 6 per cent, which the bank put down to higher interest, fewer new flats "
                  "and more students.",
        ptc14="Causal_Oversimplification", ptc18="Causal_Oversimplification",
        semeval2021="Causal Oversimplification", semeval2023="Causal_Oversimplification",
    ),
    Technique(
        id="false_dilemma_no_choice", name="False dilemma or no choice", group="simplification",
        definition="Presents two options, or only one, as if nothing else were possible.",
        example="Either we close the border tonight or we lose the country for ever.",
        near_miss="The cabinet discussed four options, among them to close the border at night.",
        ptc14="Black-and-White_Fallacy", ptc18="Black-and-White_Fallacy",
        semeval2021="Black-and-white Fallacy/Dictatorship", semeval2023="False_Dilemma-No_Choice",
    ),
    Technique(
        id="consequential_oversimplification", name="Consequential oversimplification",
        group="simplification",
        definition="Claims that one step must set off a chain of ever larger results, good or bad, and "
                   "skips what could stop it.",
        example="Allow one cycle lane today, and by next year no car will be permitted anywhere in the city.",
        near_miss="The city will build one cycle lane this year and decide on a second after a traffic "
                  "count.",
        ptc14=None, ptc18=None, semeval2021=None, semeval2023="Consequential_Oversimplification",
    ),
    Technique(
        id="straw_man", name="Straw man", group="distraction",
        definition="Replaces an opponent's position with a weaker or more extreme one and attacks that "
                   "instead.",
        example="The minister asks for a speed limit; what she really wants is to forbid driving, and we "
                "will not live on foot.",
        near_miss="The minister asked for a speed limit of 30 on school roads and said that driving there "
                  "would stay allowed.",
        ptc14="Whataboutism,Straw_Men,Red_Herring", ptc18="Straw_Men",
        semeval2021="Misrepresentation of Someone's Position (Straw Man)", semeval2023="Straw_Man",
    ),
    Technique(
        id="red_herring", name="Red herring", group="distraction",
        definition="Brings in a matter that has no bearing on the question, so that attention moves away "
                   "from it.",
        example="You ask about the missing funds, but have you seen how beautifully our choir sang in the "
                "capital?",
        near_miss="The mayor answered questions about the missing funds and then opened the choir festival "
                  "in the capital.",
        ptc14="Whataboutism,Straw_Men,Red_Herring", ptc18="Red_Herring",
        semeval2021="Presenting Irrelevant Data (Red Herring)", semeval2023="Red_Herring",
    ),
    Technique(
        id="whataboutism", name="Whataboutism", group="distraction",
        definition="Meets a criticism by pointing to a misdeed of someone else, without an answer to the "
                   "criticism itself.",
        example="They complain about our prisons, but what about the camps they ran on the islands?",
        near_miss="The report criticises prisons in both countries and the camps that one of them ran on "
                  "the islands.",
        ptc14="Whataboutism,Straw_Men,Red_Herring", ptc18="Whataboutism",
        semeval2021="Whataboutism", semeval2023="Whataboutism",
    ),
    Technique(
        id="slogans", name="Slogans", group="call",
        definition="Uses a short, catchy phrase that is meant to stick and to stir, with little content "
                   "behind it.",
        example="One river, one people, one will!",
        near_miss="The two towns on the river voted to become one, and their people chose a new name.",
        ptc14="Slogans", ptc18="Slogans", semeval2021="Slogans", semeval2023="Slogans",
    ),
    Technique(
        id="appeal_to_time", name="Appeal to time", group="call",
        definition="Presses for action by saying that the moment has come or is about to pass, as a "
                   "substitute for arguments.",
        example="The hour has struck, and tomorrow will be too late to save the harbour.",
        near_miss="The deadline for bids to repair the harbour is noon tomorrow.",
        ptc14=None, ptc18=None, semeval2021=None, semeval2023="Appeal_to_Time",
    ),
    Technique(
        id="conversation_killer", name="Conversation killer", group="call",
        definition="Closes a discussion with a stock phrase that makes further thought or questions seem "
                   "pointless.",
        example="The factory closes, that is just how the world works, end of story.",
        near_miss="The factory closes in April, and the works council will discuss the terms with its "
                  "owners.",
        ptc14="Thought-terminating_Cliches", ptc18="Thought-terminating_Cliches",
        semeval2021="Thought-terminating cliché", semeval2023="Conversation_Killer",
    ),
    Technique(
        id="loaded_language", name="Loaded language", group="manipulative_wording",
        definition="Chooses words with strong emotional colour, where plainer ones would state the same "
                   "facts, to sway the reader.",
        example="The heartless landlords unleashed a savage assault on the tenants' last shred of dignity.",
        near_miss="The landlords raised the tenants' rent by 9 per cent, the third increase in two years.",
        ptc14="Loaded_Language", ptc18="Loaded_Language",
        semeval2021="Loaded Language", semeval2023="Loaded_Language",
    ),
    Technique(
        id="repetition", name="Repetition", group="manipulative_wording",
        definition="Says the same word, phrase or message again and again so that it comes to sound true.",
        example="They lied about the dam, they lied about the mine, and they lied, lied, lied about the "
                "money.",
        near_miss="The inquiry found that two directors had lied about the cost of the dam.",
        ptc14="Repetition", ptc18="Repetition", semeval2021="Repetition", semeval2023="Repetition",
    ),
    Technique(
        id="exaggeration_minimisation", name="Exaggeration or minimisation", group="manipulative_wording",
        definition="Makes something look much larger, better or worse than it is, or so small that it seems "
                   "not to matter.",
        example="This is the greatest harvest in the history of mankind, and the few hungry villages are a "
                "trifle.",
        near_miss="The harvest was the largest in nine years, although three villages still receive food "
                  "aid.",
        ptc14="Exaggeration,Minimisation", ptc18="Exaggeration,Minimisation",
        semeval2021="Exaggeration/Minimisation", semeval2023="Exaggeration-Minimisation",
    ),
    Technique(
        id="obfuscation_vagueness_confusion", name="Obfuscation, vagueness or confusion",
        group="manipulative_wording",
        definition="Is deliberately unclear, so that readers cannot tell what is claimed or must fill in "
                   "the meaning themselves.",
        example="Certain circles know very well what certain processes around the pipeline may in due "
                "course entail.",
        near_miss="The operator said that repairs to the pipeline would take about three weeks.",
        ptc14=None, ptc18="Obfuscation,Intentional_Vagueness,Confusion",
        semeval2021="Obfuscation, Intentional vagueness, Confusion",
        semeval2023="Obfuscation-Vagueness-Confusion",
    ),
    Technique(
        id="name_calling_labeling", name="Name calling or labelling", group="attack_on_reputation",
        definition="Gives a person or group an insulting or a flattering label in place of a description or "
                   "an argument.",
        example="That clown and his gang of parasites now sit on the school board.",
        near_miss="He and three other parents, one of whom works as a clown, now sit on the school board.",
        ptc14="Name_Calling,Labeling", ptc18="Name_Calling,Labeling",
        semeval2021="Name calling/Labeling", semeval2023="Name_Calling-Labeling",
    ),
    Technique(
        id="doubt", name="Doubt", group="attack_on_reputation",
        definition="Undermines trust in a person, body or claim through suspicion or leading questions, "
                   "without showing a fault.",
        example="Can anyone really believe that this commission is able to count votes?",
        near_miss="The commission said that it would count the votes again in two districts after an error "
                  "was found.",
        ptc14="Doubt", ptc18="Doubt", semeval2021="Doubt", semeval2023="Doubt",
    ),
    Technique(
        id="guilt_by_association", name="Guilt by association", group="attack_on_reputation",
        definition="Discredits a person or idea by a link to someone or something the audience already "
                   "detests.",
        example="Remember who else loved forest schools: the tyrant Morvane, and we know how that ended.",
        near_miss="Forest schools were introduced under the government of Morvane and now teach 4,000 "
                  "children.",
        ptc14="Bandwagon,Reductio_ad_hitlerum", ptc18="Reductio_ad_hitlerum",
        semeval2021="Reductio ad hitlerum", semeval2023="Guilt_by_Association",
    ),
    Technique(
        id="appeal_to_hypocrisy", name="Appeal to hypocrisy", group="attack_on_reputation",
        definition="Dismisses a claim because those who make it do not live up to it, without a look at "
                   "whether it is true.",
        example="She preaches about clean air, yet she flies to every summit, so spare us her sermons.",
        near_miss="She spoke about clean air at the summit and said that she had flown there.",
        ptc14=None, ptc18=None, semeval2021=None, semeval2023="Appeal_to_Hypocrisy",
    ),
    Technique(
        id="questioning_the_reputation", name="Questioning the reputation", group="attack_on_reputation",
        definition="Attacks the character or past of a person or group so that what they say will not be "
                   "heard.",
        example="A man who left two wives and a bankrupt bakery behind him wants to tell us how to run a "
                "hospital.",
        near_miss="The hospital's new director, who used to own a bakery, presented his plan to the staff.",
        ptc14=None, ptc18=None, semeval2021="Smears", semeval2023="Questioning_the_Reputation",
    ),
)
# fmt: on

IDS: tuple[str, ...] = tuple(technique.id for technique in TECHNIQUES)
OUTPUTS: tuple[str, ...] = (*IDS, "propaganda", "bias")

_BY_ID: dict[str, Technique] = {technique.id: technique for technique in TECHNIQUES}


def _key(label: str) -> str:
    """Reduce a label to its letters and digits, so that spelling variants of one name meet."""
    return "".join(char for char in label.casefold().replace("\u00e9", "e") if char.isalnum())


def _index() -> dict[str, tuple[str, ...]]:
    """Map the key of every known label to the ids that it stands for, in the order of TECHNIQUES."""
    index: dict[str, tuple[str, ...]] = {}
    for entry in TECHNIQUES:
        names = (entry.ptc14, entry.ptc18, entry.semeval2021, entry.semeval2023)
        for key in {_key(label) for label in (entry.id, entry.name, *names) if label is not None}:
            index[key] = (*index.get(key, ()), entry.id)
    return index


_BY_KEY: dict[str, tuple[str, ...]] = _index()


def _unknown(label: str) -> UnknownTechniqueError:
    """Build the error for `label`, with the nearest id where one is near."""
    import difflib  # here, since only a mistyped name should pay for it

    key = _key(label)
    near = [key] if key in _BY_KEY else difflib.get_close_matches(key, _BY_KEY, n=1, cutoff=0.75)
    hint = f'; did you mean "{_BY_KEY[near[0]][0]}"?' if near else ""
    return UnknownTechniqueError(f'unknown technique "{label}"{hint} (propdetect techniques lists all)')


def get(id: str) -> Technique:  # noqa: A002 (what the caller has is an id)
    """Return the technique with exactly this id, or raise UnknownTechniqueError."""
    try:
        return _BY_ID[id]
    except KeyError:
        raise _unknown(id) from None


def resolve(label: str) -> tuple[str, ...]:
    """Return the ids that an id or a label set's name stands for, or raise UnknownTechniqueError.

    Case and everything but letters and digits are ignored. A merged class of PTC-14 stands for several ids.
    """
    ids = _BY_KEY.get(_key(label))
    if ids is None:
        raise _unknown(label)
    return ids
