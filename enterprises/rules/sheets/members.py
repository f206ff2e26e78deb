"""What a table says when it gives only how many Party members there are (党员人数), or that beside the formal and probationary ones.

Source: domain 7.6, forms D, E, G and I have one column 党员数 or 党员人数; 党员 are formal and probationary members together.
"""

from access.outcome import N_, Refusal


def split(members: int, formal: int | None, probationary: int | None) -> dict[str, int] | Refusal:
    """Return formal and probationary members of so many altogether; all are formal where nothing says otherwise.

    Args:
        members: how many there are altogether, in persons.
        formal: the formal ones, None where the table does not say.
        probationary: the probationary ones, None where the table does not say.
    """
    if formal is None:
        formal = members - (probationary or 0)
    if probationary is None:
        probationary = members - formal
    if min(formal, probationary) < 0 or formal + probationary != members:
        told = {"members": members, "formal": max(formal, 0), "probationary": max(probationary, 0)}
        message = N_("党员人数%(members)d与正式党员%(formal)d、预备党员%(probationary)d不符。")
        return Refusal("members_do_not_add_up", message, told)
    return {"formal": formal, "probationary": probationary}
