from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.identity.v1 import people_pb2, sessions_pb2

from kit.rpc.data_subjects import data_subjects, holds_data_subjects


def test_people_are_found_in_nested_and_repeated_fields() -> None:
    diary = gradebook_pb2.DiaryLesson(attendance=gradebook_pb2.AttendanceEntry(pupil="schools/s/pupils/a"))
    assert data_subjects(gradebook_pb2.GetDiaryResponse(lessons=[diary, diary])) == {"schools/s/pupils/a"}
    journal = gradebook_pb2.GetJournalResponse(
        marks=[gradebook_pb2.Mark(pupil="p1"), gradebook_pb2.Mark(pupil="p2")],
        pupils=[gradebook_pb2.GroupPupil(pupil="p3")],
    )
    assert data_subjects(journal) == {"p1", "p2", "p3"}


def test_empty_values_are_nobody() -> None:
    assert data_subjects(people_pb2.GetPupilResponse(pupil=people_pb2.Pupil())) == set()


def test_types_without_people_are_known_as_such() -> None:
    assert not holds_data_subjects(sessions_pb2.LogInResponse.DESCRIPTOR)
    assert holds_data_subjects(people_pb2.GetMeResponse.DESCRIPTOR)
