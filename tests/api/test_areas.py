def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_list_filters_by_parent_level_and_code(officer, land):
    assert names(officer.get("/api/v1/areas/")) == ["示例区", "东街道", "西街道"]
    assert names(officer.get(f"/api/v1/areas/?parent={land.county.pk}")) == ["东街道", "西街道"]
    assert names(officer.get("/api/v1/areas/?level=county")) == ["示例区"]
    assert names(officer.get("/api/v1/areas/?code=110101002")) == ["西街道"]
    assert names(officer.get(f"/api/v1/areas/?under={land.west.pk}")) == ["西街道"]


def test_ping_names_the_caller(officer):
    answer = officer.get("/api/v1/ping")
    assert answer.status_code == 200
    assert answer.json()["roles"][0]["role"] == "street_officer"


def test_nobody_is_told_to_sign_in(nobody):
    answer = nobody.get("/api/v1/areas/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")
