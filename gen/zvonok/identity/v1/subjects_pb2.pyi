import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.identity.v1 import verifications_pb2 as _verifications_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CorrectionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CORRECTION_STATE_UNSPECIFIED: _ClassVar[CorrectionState]
    CORRECTION_STATE_OPEN: _ClassVar[CorrectionState]
    CORRECTION_STATE_ACCEPTED: _ClassVar[CorrectionState]
    CORRECTION_STATE_REFUSED: _ClassVar[CorrectionState]
CORRECTION_STATE_UNSPECIFIED: CorrectionState
CORRECTION_STATE_OPEN: CorrectionState
CORRECTION_STATE_ACCEPTED: CorrectionState
CORRECTION_STATE_REFUSED: CorrectionState

class SubjectRecord(_message.Message):
    __slots__ = ("person", "given_name", "family_name", "middle_name", "email", "phone", "birth_date", "locale", "username", "relations", "sessions", "consents", "corrections", "restricted_since", "look_count", "verifications")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_FIELD_NUMBER: _ClassVar[int]
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    CONSENTS_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    RESTRICTED_SINCE_FIELD_NUMBER: _ClassVar[int]
    LOOK_COUNT_FIELD_NUMBER: _ClassVar[int]
    VERIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    person: str
    given_name: str
    family_name: str
    middle_name: str
    email: str
    phone: str
    birth_date: str
    locale: str
    username: str
    relations: _containers.RepeatedCompositeFieldContainer[SubjectRelation]
    sessions: _containers.RepeatedCompositeFieldContainer[SubjectSession]
    consents: _containers.RepeatedCompositeFieldContainer[Consent]
    corrections: _containers.RepeatedCompositeFieldContainer[Correction]
    restricted_since: _timestamp_pb2.Timestamp
    look_count: int
    verifications: _containers.RepeatedCompositeFieldContainer[SubjectVerification]
    def __init__(self, person: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ..., email: _Optional[str] = ..., phone: _Optional[str] = ..., birth_date: _Optional[str] = ..., locale: _Optional[str] = ..., username: _Optional[str] = ..., relations: _Optional[_Iterable[_Union[SubjectRelation, _Mapping]]] = ..., sessions: _Optional[_Iterable[_Union[SubjectSession, _Mapping]]] = ..., consents: _Optional[_Iterable[_Union[Consent, _Mapping]]] = ..., corrections: _Optional[_Iterable[_Union[Correction, _Mapping]]] = ..., restricted_since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., look_count: _Optional[int] = ..., verifications: _Optional[_Iterable[_Union[SubjectVerification, _Mapping]]] = ...) -> None: ...

class SubjectVerification(_message.Message):
    __slots__ = ("ask_time", "due_date", "answer", "answer_time")
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    ask_time: _timestamp_pb2.Timestamp
    due_date: str
    answer: _verifications_pb2.VerificationAnswer
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_date: _Optional[str] = ..., answer: _Optional[_Union[_verifications_pb2.VerificationAnswer, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SubjectRelation(_message.Message):
    __slots__ = ("relation", "object_title", "begin_date", "end_date")
    RELATION_FIELD_NUMBER: _ClassVar[int]
    OBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    relation: str
    object_title: str
    begin_date: str
    end_date: str
    def __init__(self, relation: _Optional[str] = ..., object_title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class SubjectSession(_message.Message):
    __slots__ = ("device", "create_time", "last_used_time")
    DEVICE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_USED_TIME_FIELD_NUMBER: _ClassVar[int]
    device: str
    create_time: _timestamp_pb2.Timestamp
    last_used_time: _timestamp_pb2.Timestamp
    def __init__(self, device: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_used_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetSubjectDataRequest(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    def __init__(self, pupil: _Optional[str] = ...) -> None: ...

class GetSubjectDataResponse(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: SubjectRecord
    def __init__(self, record: _Optional[_Union[SubjectRecord, _Mapping]] = ...) -> None: ...

class GetOwnDataRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetOwnDataResponse(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: SubjectRecord
    def __init__(self, record: _Optional[_Union[SubjectRecord, _Mapping]] = ...) -> None: ...

class Consent(_message.Message):
    __slots__ = ("kind", "version", "title_ru", "title_en", "text_ru", "text_en", "withdrawable", "given_version", "give_time")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TITLE_RU_FIELD_NUMBER: _ClassVar[int]
    TITLE_EN_FIELD_NUMBER: _ClassVar[int]
    TEXT_RU_FIELD_NUMBER: _ClassVar[int]
    TEXT_EN_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWABLE_FIELD_NUMBER: _ClassVar[int]
    GIVEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    GIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    kind: str
    version: int
    title_ru: str
    title_en: str
    text_ru: str
    text_en: str
    withdrawable: bool
    given_version: int
    give_time: _timestamp_pb2.Timestamp
    def __init__(self, kind: _Optional[str] = ..., version: _Optional[int] = ..., title_ru: _Optional[str] = ..., title_en: _Optional[str] = ..., text_ru: _Optional[str] = ..., text_en: _Optional[str] = ..., withdrawable: _Optional[bool] = ..., given_version: _Optional[int] = ..., give_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListConsentsRequest(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    def __init__(self, pupil: _Optional[str] = ...) -> None: ...

class ListConsentsResponse(_message.Message):
    __slots__ = ("consents",)
    CONSENTS_FIELD_NUMBER: _ClassVar[int]
    consents: _containers.RepeatedCompositeFieldContainer[Consent]
    def __init__(self, consents: _Optional[_Iterable[_Union[Consent, _Mapping]]] = ...) -> None: ...

class GiveConsentRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "kind", "version")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    kind: str
    version: int
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., kind: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GiveConsentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class WithdrawConsentRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "kind")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    kind: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class WithdrawConsentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CountConsentsRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class CountConsentsResponse(_message.Message):
    __slots__ = ("counts", "pupils")
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[ConsentCount]
    pupils: int
    def __init__(self, counts: _Optional[_Iterable[_Union[ConsentCount, _Mapping]]] = ..., pupils: _Optional[int] = ...) -> None: ...

class ConsentCount(_message.Message):
    __slots__ = ("kind", "version", "given")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    kind: str
    version: int
    given: int
    def __init__(self, kind: _Optional[str] = ..., version: _Optional[int] = ..., given: _Optional[int] = ...) -> None: ...

class Correction(_message.Message):
    __slots__ = ("correction", "person", "person_name", "field", "proposed", "explanation", "current", "ask_time", "state", "answer")
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    PERSON_NAME_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    correction: str
    person: str
    person_name: str
    field: str
    proposed: str
    explanation: str
    current: str
    ask_time: _timestamp_pb2.Timestamp
    state: CorrectionState
    answer: str
    def __init__(self, correction: _Optional[str] = ..., person: _Optional[str] = ..., person_name: _Optional[str] = ..., field: _Optional[str] = ..., proposed: _Optional[str] = ..., explanation: _Optional[str] = ..., current: _Optional[str] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[CorrectionState, str]] = ..., answer: _Optional[str] = ...) -> None: ...

class RequestCorrectionRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "field", "proposed", "explanation")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    field: str
    proposed: str
    explanation: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., field: _Optional[str] = ..., proposed: _Optional[str] = ..., explanation: _Optional[str] = ...) -> None: ...

class RequestCorrectionResponse(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: str
    def __init__(self, correction: _Optional[str] = ...) -> None: ...

class RequestOwnCorrectionRequest(_message.Message):
    __slots__ = ("school", "request_id", "field", "proposed", "explanation")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    field: str
    proposed: str
    explanation: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., field: _Optional[str] = ..., proposed: _Optional[str] = ..., explanation: _Optional[str] = ...) -> None: ...

class RequestOwnCorrectionResponse(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: str
    def __init__(self, correction: _Optional[str] = ...) -> None: ...

class ListCorrectionsRequest(_message.Message):
    __slots__ = ("school", "open_only", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    open_only: bool
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., open_only: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCorrectionsResponse(_message.Message):
    __slots__ = ("corrections", "next_page_token")
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    corrections: _containers.RepeatedCompositeFieldContainer[Correction]
    next_page_token: str
    def __init__(self, corrections: _Optional[_Iterable[_Union[Correction, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DecideCorrectionRequest(_message.Message):
    __slots__ = ("school", "request_id", "correction", "accept", "answer")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    correction: str
    accept: bool
    answer: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., correction: _Optional[str] = ..., accept: _Optional[bool] = ..., answer: _Optional[str] = ...) -> None: ...

class DecideCorrectionResponse(_message.Message):
    __slots__ = ("correction", "certificate")
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    correction: Correction
    certificate: str
    def __init__(self, correction: _Optional[_Union[Correction, _Mapping]] = ..., certificate: _Optional[str] = ...) -> None: ...

class RestrictProcessingRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "reason")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    reason: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class RestrictProcessingResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class LiftRestrictionRequest(_message.Message):
    __slots__ = ("pupil", "request_id")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class LiftRestrictionResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ErasePersonRequest(_message.Message):
    __slots__ = ("school", "request_id", "person")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    person: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., person: _Optional[str] = ...) -> None: ...

class ErasePersonResponse(_message.Message):
    __slots__ = ("certificate",)
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    certificate: str
    def __init__(self, certificate: _Optional[str] = ...) -> None: ...
