#include "node/federation/message_store.h"

#include <array>

namespace passerelle::federation {
namespace {

// Envelopes of one answer to a node that catches up; each may be as large as an application.
constexpr int kEnvelopesAtOnce = 20;
constexpr std::size_t kBytesAtOnce = std::size_t{4} << 20;

constexpr auto kStates = std::to_array<std::string_view>({"waiting", "delivered", "refused"});

Result<MessageState> parse_state(const std::string& text) {
  for (const auto state : {MessageState::waiting, MessageState::delivered, MessageState::refused}) {
    if (code(state) == text) return state;
  }
  return Error{BaseError::internal, "a message of unknown state in the database"};
}

// Of: position, id, recipient, type, application, sent, state, reason.
Result<SentMessage> sent_from(const store::Row& row) {
  const auto type = parse_message_type(row.text(3));
  const auto sent = row.instant(5);
  const auto state = parse_state(row.text(6));
  if (!type) return type.error();
  if (!sent) return sent.error();
  if (!state) return state.error();
  return SentMessage{row.integer(0),
                     MessageId(row.text(1)),
                     NodeId(row.text(2)),
                     *type,
                     ApplicationId(row.text(4)),
                     *sent,
                     *state,
                     row.text(7)};
}

Result<std::optional<SentMessage>> one_from(const Result<std::optional<store::Row>>& row) {
  if (!row) return row.error();
  if (!*row) return std::optional<SentMessage>();
  auto sent = sent_from(**row);
  if (!sent) return sent.error();
  return std::optional(*std::move(sent));
}

Result<std::vector<SentMessage>> all_from(const Result<std::vector<store::Row>>& rows) {
  if (!rows) return rows.error();
  std::vector<SentMessage> all;
  for (const auto& row : *rows) {
    auto sent = sent_from(row);
    if (!sent) return sent.error();
    all.push_back(*std::move(sent));
  }
  return all;
}

}  // namespace

const std::vector<store::Migration> kMessageMigrations{{75, "messages", R"sql(
create table messages_sent (
  position integer primary key autoincrement,
  id text not null unique,
  recipient text not null,
  type text not null,
  urgent integer not null,
  application text not null,
  envelope text not null,
  sent text not null,
  state text not null default 'waiting',
  reason text not null default '',
  delivered text not null default ''
) strict;
create index messages_that_wait on messages_sent (recipient, urgent, position)
  where state = 'waiting';
create index messages_by_application on messages_sent (application, position);
create index messages_by_recipient on messages_sent (recipient, position);
create table messages_received (
  sender text not null,
  id text not null,
  type text not null,
  application text not null,
  digest text not null,
  acknowledgement text not null,
  received text not null,
  primary key (sender, id)
) strict;
)sql"}};

std::string_view code(MessageState state) { return kStates.at(static_cast<std::size_t>(state)); }

Result<void> put(store::Transaction& tx, const Message& message, const std::string& envelope) {
  return tx.run(
      "insert into messages_sent (id, recipient, type, urgent, application, envelope, sent)"
      " values (?, ?, ?, ?, ?, ?, ?)",
      message.id, message.to, code(message.type), is_urgent(message.type),
      message.application.value_or(ApplicationId()), envelope, message.sent_at);
}

Result<std::vector<NextMessages>> next_messages(store::Reader& reader) {
  const auto rows = reader.query(
      "select recipient, min(position), min(position) filter (where urgent) from messages_sent"
      " where state = 'waiting' group by recipient");
  if (!rows) return rows.error();
  std::vector<NextMessages> next;
  for (const auto& row : *rows) {
    next.push_back({NodeId(row.text(0)), row.integer(1), row.optional_integer(2)});
  }
  return next;
}

Result<std::optional<SentMessage>> find_sent(store::Reader& reader, std::int64_t position) {
  return one_from(reader.query_one(
      "select position, id, recipient, type, application, sent, state, reason from messages_sent"
      " where position = ?",
      position));
}

Result<std::optional<SentMessage>> find_sent(store::Reader& reader, const MessageId& id) {
  return one_from(reader.query_one(
      "select position, id, recipient, type, application, sent, state, reason from messages_sent"
      " where id = ?",
      id));
}

Result<std::vector<SentMessage>> sent_about(store::Reader& reader, const ApplicationId& about) {
  return all_from(reader.query(
      "select position, id, recipient, type, application, sent, state, reason from messages_sent"
      " where application = ? order by position",
      about));
}

Result<std::vector<SentMessage>> sent_messages(store::Reader& reader,
                                               const NodeId& to,
                                               Which which) {
  return all_from(reader.query(
      "select position, id, recipient, type, application, sent, state, reason from messages_sent"
      " where (?1 = '' or recipient = ?1) and (?2 or state != 'delivered') order by position",
      to, which == Which::all));
}

Result<std::string> envelope_at(store::Reader& reader, std::int64_t position) {
  const auto row =
      reader.query_one("select envelope from messages_sent where position = ?", position);
  if (!row) return row.error();
  if (!*row) return Error{BaseError::internal, "no such position in the outbox"};
  return (*row)->text(0);
}

Result<void> set_delivered(store::Transaction& tx, const MessageId& id, Instant at) {
  return tx.run(
      "update messages_sent set state = 'delivered', reason = '', delivered = ? where id = ?", at,
      id);
}

Result<void> set_refused(store::Transaction& tx, const MessageId& id, const std::string& reason) {
  return tx.run("update messages_sent set state = 'refused', reason = ? where id = ?", reason, id);
}

Result<void> set_not_reached(store::Transaction& tx, const NodeId& to, const std::string& reason) {
  return tx.run("update messages_sent set reason = ? where recipient = ? and state = 'waiting'",
                reason, to);
}

Result<void> set_waiting(store::Transaction& tx, const MessageId& id) {
  return tx.run(
      "update messages_sent set state = 'waiting', reason = '' where id = ?"
      " and state != 'delivered'",
      id);
}

Result<std::vector<PositionedEnvelope>> envelopes_to(store::Reader& reader,
                                                     const NodeId& to,
                                                     std::int64_t after) {
  const auto rows = reader.query(
      "select position, envelope from messages_sent where recipient = ? and position > ?"
      " and state != 'refused'"
      " order by position limit ?",
      to, after, kEnvelopesAtOnce);
  if (!rows) return rows.error();
  std::vector<PositionedEnvelope> envelopes;
  std::size_t bytes = 0;
  for (const auto& row : *rows) {
    PositionedEnvelope next{row.integer(0), row.text(1)};
    bytes += next.envelope.size();
    if (!envelopes.empty() && bytes > kBytesAtOnce) break;
    envelopes.push_back(std::move(next));
  }
  return envelopes;
}

Result<std::optional<Receipt>> find_receipt(store::Reader& reader,
                                            const NodeId& from,
                                            const MessageId& id) {
  const auto row = reader.query_one(
      "select digest, acknowledgement from messages_received where sender = ? and id = ?", from,
      id);
  if (!row) return row.error();
  if (!*row) return std::optional<Receipt>();
  return std::optional(Receipt{(*row)->text(0), (*row)->text(1)});
}

Result<void> keep_receipt(store::Transaction& tx,
                          const Message& message,
                          const Receipt& receipt,
                          Instant at) {
  return tx.run(
      "insert into messages_received (sender, id, type, application, digest, acknowledgement,"
      " received) values (?, ?, ?, ?, ?, ?, ?)",
      message.from, message.id, code(message.type), message.application.value_or(ApplicationId()),
      receipt.digest, receipt.acknowledgement, at);
}

Result<std::vector<ReceivedMessage>> received_messages(store::Reader& reader, const NodeId& from) {
  const auto rows = reader.query(
      "select sender, id, type, application, received from messages_received"
      " where ?1 = '' or sender = ?1 order by received, sender, id",
      from);
  if (!rows) return rows.error();
  std::vector<ReceivedMessage> all;
  for (const auto& row : *rows) {
    const auto received = row.instant(4);
    if (!received) return received.error();
    all.push_back({NodeId(row.text(0)), MessageId(row.text(1)), row.text(2),
                   ApplicationId(row.text(3)), *received});
  }
  return all;
}

}  // namespace passerelle::federation
