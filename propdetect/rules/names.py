"""Names of techniques and of their groups, as options and comments give them."""

from __future__ import annotations

from propdetect.taxonomy import GROUPS, IDS, OUTPUTS, TECHNIQUES, UnknownTechniqueError, resolve


def techniques(name: str) -> tuple[str, ...]:
    """Return the ids that a technique, a label set's name of one, or a group stands for.

    Raises UnknownTechniqueError, one line with the nearest name, for another name.
    """
    group = group_of(name)
    if group is not None:
        return tuple(technique.id for technique in TECHNIQUES if technique.group == group)
    try:
        return resolve(name)
    except UnknownTechniqueError:
        raise _unknown(name) from None


def group_of(name: str) -> str | None:
    """Return the group of a name; None where it names none."""
    plain = _plain(name)
    return plain if plain in GROUPS else None


def _plain(name: str) -> str:
    """Write a name as ids are written."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _unknown(name: str) -> UnknownTechniqueError:
    """Build the error for a name, with the nearest one where one is near."""
    import difflib  # here, since only a mistyped name should pay for it

    if _plain(name) in OUTPUTS:
        what = f'"{_plain(name)}" is a score of whole sentences and no finding'
        return UnknownTechniqueError(f"{what}; name a technique or a group (propdetect techniques lists all)")
    near = difflib.get_close_matches(_plain(name), (*IDS, *GROUPS), n=1, cutoff=0.6)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return UnknownTechniqueError(f'unknown technique or group "{name}"{hint} (propdetect techniques lists all)')
