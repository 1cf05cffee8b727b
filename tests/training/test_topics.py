"""Topics: near-copies never part, and texts of one subject come together."""

from training.topics import topic_clusters

HARBOUR = "The ferry left the harbour at noon and the crews of the port loaded crates."
COURT = "The judge told the jury that the verdict in the trial would follow the hearing."


def test_articles_of_a_group_share_a_cluster_whatever_they_say() -> None:
    texts = [HARBOUR, COURT, HARBOUR + " Fog delayed it.", COURT + " The clerk agreed."] * 3
    groups = [f"g{i // 2}" for i in range(12)]
    found = topic_clusters(texts, groups, clusters=4)
    assert all(found[i] == found[i + 1] for i in range(0, 12, 2))


def test_articles_of_one_subject_share_a_cluster() -> None:
    texts = [f"{HARBOUR} {i}" for i in range(6)] + [f"{COURT} {i}" for i in range(6)]
    found = topic_clusters(texts, [f"g{i}" for i in range(12)], clusters=2)
    assert len(set(found[:6].tolist())) == len(set(found[6:].tolist())) == 1
    assert found[0] != found[6]


def test_the_same_texts_give_the_same_clusters() -> None:
    texts, groups = [HARBOUR, COURT] * 5, [f"g{i}" for i in range(10)]
    assert topic_clusters(texts, groups, 3).tolist() == topic_clusters(texts, groups, 3).tolist()
