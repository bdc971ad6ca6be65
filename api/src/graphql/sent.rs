//! Commands as a client sends them: one input object with the command id, the revision he saw, and the
//! arguments side by side; or a batch of the latter under one id. Written by hand because the library
//! derives no generic inputs; every mutation gets its input type from here.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaInputValue, MetaType, MetaTypeId, Registry};
use async_graphql::{InputObjectType, InputType, InputValueError, InputValueResult, Name, Value};
use uuid::Uuid;

use super::scalar::Revision;

const COMMAND_ID: &str = "commandId";
const EXPECTED_REVISION: &str = "expectedRevision";
const LINES: &str = "lines";

/// One command, as `{ commandId, expectedRevision, … }`.
pub(super) struct Sent<E> {
    /// Made by the client; the same id repeats the same command.
    pub(super) command_id: Uuid,
    /// The last revision the client saw, when he wants to be refused if there is a later one.
    pub(super) expected_revision: Option<Revision>,
    /// The arguments.
    pub(super) errand: E,
}

/// Many commands, as `{ commandId, lines }`.
pub(super) struct SentBatch<E> {
    /// Made by the client; the same id repeats the same batch.
    pub(super) command_id: Uuid,
    /// The arguments of each.
    pub(super) lines: Vec<E>,
}

impl<E: InputObjectType> InputType for Sent<E> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}Input", E::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = Self::type_name().into_owned();
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            let mut fields = IndexMap::new();
            put(&mut fields, command_id(registry));
            let expected = "The last revision seen, to be refused with `REVISION_MOVED` when there is a later one.";
            put(&mut fields, field(EXPECTED_REVISION, expected, Option::<Revision>::create_type_info(registry)));
            let mut description = None;
            if let MetaType::InputObject { input_fields, description: told, .. } =
                registry.create_fake_input_type::<E>()
            {
                fields.extend(input_fields);
                description = told;
            }
            object(name.clone(), description, fields, std::any::type_name::<Self>())
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            Some(Value::Object(fields)) => Ok(Self {
                command_id: part(&fields, COMMAND_ID)?,
                expected_revision: part(&fields, EXPECTED_REVISION)?,
                errand: E::parse(Some(Value::Object(fields))).map_err(InputValueError::propagate)?,
            }),
            other => Err(InputValueError::expected_type(other.unwrap_or_default())),
        }
    }

    fn to_value(&self) -> Value {
        let mut fields = match self.errand.to_value() {
            Value::Object(fields) => fields,
            _ => IndexMap::new(),
        };
        fields.insert(Name::new(COMMAND_ID), self.command_id.to_value());
        fields.insert(Name::new(EXPECTED_REVISION), self.expected_revision.to_value());
        Value::Object(fields)
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<E: InputObjectType> InputObjectType for Sent<E> {}

impl<E: InputObjectType> InputType for SentBatch<E> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}BatchInput", E::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = Self::type_name().into_owned();
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            let mut fields = IndexMap::new();
            put(&mut fields, command_id(registry));
            let lines = "At most 500, each about another thing.";
            put(&mut fields, field(LINES, lines, Vec::<E>::create_type_info(registry)));
            let description = "Many commands at once. A batch that was cut off is sent again as it was.";
            object(name.clone(), Some(description.into()), fields, std::any::type_name::<Self>())
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            Some(Value::Object(fields)) => {
                Ok(Self { command_id: part(&fields, COMMAND_ID)?, lines: part(&fields, LINES)? })
            }
            other => Err(InputValueError::expected_type(other.unwrap_or_default())),
        }
    }

    fn to_value(&self) -> Value {
        let fields = [(COMMAND_ID, self.command_id.to_value()), (LINES, self.lines.to_value())];
        Value::Object(fields.into_iter().map(|(name, value)| (Name::new(name), value)).collect())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<E: InputObjectType> InputObjectType for SentBatch<E> {}

fn part<T: InputType, U: InputType>(fields: &IndexMap<Name, Value>, name: &str) -> Result<T, InputValueError<U>> {
    T::parse(fields.get(name).cloned()).map_err(InputValueError::propagate)
}

fn command_id(registry: &mut Registry) -> MetaInputValue {
    let told = "Made by the client. The same id with the same content is answered with the first receipt; \
                with other content it is refused with `COMMAND_ID_REUSED`.";
    field(COMMAND_ID, told, Uuid::create_type_info(registry))
}

fn put(fields: &mut IndexMap<String, MetaInputValue>, field: MetaInputValue) {
    fields.insert(field.name.clone(), field);
}

fn field(name: &str, description: &str, ty: String) -> MetaInputValue {
    MetaInputValue {
        name: name.into(),
        description: Some(description.into()),
        ty,
        deprecation: async_graphql::registry::Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

fn object(
    name: String,
    description: Option<String>,
    input_fields: IndexMap<String, MetaInputValue>,
    rust_typename: &'static str,
) -> MetaType {
    MetaType::InputObject {
        name,
        description,
        input_fields,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: Some(rust_typename),
        oneof: false,
        directive_invocations: Vec::new(),
    }
}
