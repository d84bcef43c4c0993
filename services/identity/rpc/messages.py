"""The register's rows as messages."""

from zvonok.identity.v1 import people_pb2, schools_pb2

from services.identity.store import people, schools


def person_message(row: people.Person) -> people_pb2.Person:
    """A person without the address."""
    return people_pb2.Person(
        name=f"persons/{row.person_id}",
        given_name=row.given_name,
        family_name=row.family_name,
        middle_name=row.middle_name,
        locale=row.locale,
    )


def pupil_message(row: people.PupilRow) -> people_pb2.Pupil:
    """A pupil at a school."""
    message = people_pb2.Pupil(
        name=f"schools/{row.school_id}/pupils/{row.pupil_id}",
        given_name=row.given_name,
        family_name=row.family_name,
        middle_name=row.middle_name,
        class_title=row.class_title,
        begin_date=row.begin_date,
        end_date=row.end_date,
    )
    # `class` is a word of Python's.
    setattr(message, "class", f"schools/{row.school_id}/classes/{row.class_id}" if row.class_id else "")
    return message


def class_message(row: schools.ClassRow) -> schools_pb2.SchoolClass:
    """A class."""
    return schools_pb2.SchoolClass(
        name=f"schools/{row.school_id}/classes/{row.class_id}", title=row.title, year_group=row.year_group
    )


def group_message(row: schools.GroupRow) -> schools_pb2.Group:
    """A teaching group."""
    message = schools_pb2.Group(
        name=f"schools/{row.school_id}/groups/{row.group_id}",
        title=row.title,
        subject_title=row.subject_title,
        subject_code=row.subject_code,
        class_title=row.class_title,
        year_group=row.year_group,
    )
    setattr(message, "class", f"schools/{row.school_id}/classes/{row.class_id}" if row.class_id else "")
    return message


def school_message(row: schools.SchoolRow) -> schools_pb2.School:
    """A school."""
    return schools_pb2.School(
        name=f"schools/{row.school_id}",
        title=row.title,
        time_zone=row.time_zone,
        municipality=f"municipalities/{row.municipality_id}",
    )


def term_message(school_id: str, row: schools.TermRow) -> schools_pb2.Term:
    """A term of a school."""
    return schools_pb2.Term(
        name=f"schools/{school_id}/terms/{row.term_id}",
        title=row.title,
        begin_date=row.begin_date,
        end_date=row.end_date,
        school_year=row.school_year,
    )
