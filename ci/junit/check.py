"""Reads a JUnit report with junitparser and holds it against the JSON report of the same run.

usage: check.py JUNIT.xml REPORT.json
"""

import json
import sys
from collections import Counter

from junitparser import Error, Failure, JUnitXml, Properties, Skipped

KIND = {
    "pass": None,
    "fail": Failure,
    "error": Error,
    "inconclusive": Skipped,
    "not-applicable": Skipped,
    "waived": Skipped,
}


def main(junit, report):
    with open(report, encoding="utf-8") as file:
        wanted = {case["id"]: case for case in json.load(file)["cases"]}
    xml = JUnitXml.fromfile(junit)
    seen, identities = {}, Counter()
    for suite in xml:
        for case in suite:
            properties = {one.name: one.value for one in case.child(Properties)}
            seen[properties["id"]] = (case, properties)
            identities[(case.classname, case.name)] += 1
    assert xml.name == "lock-conformance", xml.name
    assert set(seen) == set(wanted), set(seen) ^ set(wanted)
    twice = [identity for identity, many in identities.items() if many > 1]
    assert not twice, f"GitLab would drop the second of {twice}"
    for name, (case, properties) in seen.items():
        check(case, properties, wanted[name])
    verdicts = Counter(case["verdict"] for case in wanted.values())
    assert xml.tests == len(wanted), (xml.tests, len(wanted))
    assert xml.failures == verdicts["fail"], (xml.failures, verdicts)
    assert xml.errors == verdicts["error"], (xml.errors, verdicts)
    assert xml.skipped == sum(verdicts[v] for v in ("inconclusive", "not-applicable", "waived"))
    print(f"junitparser: {len(seen)} cases, {dict(verdicts)}")


def check(case, properties, wanted):
    chapter = wanted["id"].split("/")[0]
    assert case.classname == f"nuki-ble.{chapter}", case.classname
    assert case.name.startswith(wanted["requirements"][0] + " "), case.name
    assert properties["verdict"] == wanted["verdict"], wanted["id"]
    assert properties["requirements"].split() == wanted["requirements"], wanted["id"]
    kind = KIND[wanted["verdict"]]
    results = case.result
    if kind is None:
        assert not results, f"{wanted['id']} passed, but has {results}"
        return
    (result,) = results
    assert isinstance(result, kind), (wanted["id"], result)
    assert result.message and result.text, f"{wanted['id']} has no reason"
    assert result.text.splitlines()[0] == result.message, wanted["id"]


if __name__ == "__main__":
    main(*sys.argv[1:])
