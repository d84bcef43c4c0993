"""The family's page can say what every look was for."""

from kit.rpc.data_subjects import holds_data_subjects
from kit.rpc.rules import rules_of
from services.portal.texts import DISCLOSED
from services.portal.words import PURPOSES
from tests.contract.test_access_rules import methods, services


def test_every_method_that_discloses_has_a_purpose_and_its_kind_a_word() -> None:
    rules = rules_of(services())
    for method in methods():
        rule = rules[f"/{method.containing_service.full_name}/{method.name}"]
        if rule.discloses or (rule.own and holds_data_subjects(method.output_type)):
            assert method.name in PURPOSES, method.full_name
            assert (rule.discloses or "own") in DISCLOSED, method.full_name
