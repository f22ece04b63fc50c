#include "node/gate/sealed_answer.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/fields.h"
#include "node/gate/errors.h"

namespace passerelle::gate {
namespace {

std::int64_t read_log_index(Fields& fields) {
  const auto index = fields.integer("log_index");
  if (index < 0) fields.fail("log_index", "is no index");
  return index;
}

// A body that was verified, with the digest of its document.
struct Verified {
  Json body;
  std::string digest;
};

Result<Verified> verify(const Json& envelope, const char* type, const crypto::PublicKey& key) {
  const auto document = crypto::SignedDocument::parse(envelope, type);
  if (!document) return document.error();
  auto body = document->verify(key);
  if (!body) return body.error();
  return Verified{*std::move(body), document->digest()};
}

}  // namespace

SealedAnswer::SealedAnswer(const crypto::SignedDocument& document)
    : envelope_(canonical_text(document.envelope())),
      digest_(document.digest()),
      type_(document.type()) {}

Result<SealedAnswer> SealedAnswer::from_store(std::string_view envelope,
                                              const crypto::PublicKey& own_key) {
  const auto json = parse_json(envelope);
  if (!json) return json.error();
  for (const auto* type : {kAnswerType, kPooledAnswerType}) {
    if (!json->is_object() || json->value("passerelle", Json()) != type) continue;
    const auto document = crypto::SignedDocument::parse(*json, type);
    if (!document) return document.error();
    if (auto verified = document->verify(own_key); !verified) return verified.error();
    return SealedAnswer(*document);
  }
  return Error{GateError::not_sealed, "a stored answer of another type"};
}

SealedAnswer seal(const Released<analysis::Partial>& released,
                  AnswerContext context,
                  const audit::AuditReceipt& logged,
                  const crypto::SigningKey& seal_key) {
  context.rules = released.receipt().rules;
  auto body = to_json(context);
  body["log_index"] = logged.index();
  body["partial"] = analysis::to_json(released.value());
  return SealedAnswer(crypto::SignedDocument::sign(kAnswerType, body, seal_key));
}

SealedAnswer seal_pooled(const Released<std::string>& released,
                         PooledContext context,
                         const audit::AuditReceipt& logged,
                         const crypto::SigningKey& seal_key) {
  context.rules_digest = rules_digest(released.receipt().rules);
  auto body = to_json(context);
  body["log_index"] = logged.index();
  body["answer"] = Json::parse(released.value());
  return SealedAnswer(crypto::SignedDocument::sign(kPooledAnswerType, body, seal_key));
}

Result<OpenedAnswer> open_answer(const Json& envelope, const crypto::PublicKey& seal_key) {
  auto verified = verify(envelope, kAnswerType, seal_key);
  if (!verified) return verified.error();

  Fields fields(verified->body, "/body");
  OpenedAnswer opened;
  opened.context = read_answer_context(fields);
  opened.log_index = read_log_index(fields);
  const auto& partial_json = fields.object("partial");
  if (auto read = fields.done(); !read) return read.error();
  auto partial = analysis::partial_from_json(partial_json, "/body/partial");
  if (!partial) return partial.error();
  opened.partial = *std::move(partial);
  opened.digest = std::move(verified->digest);
  return opened;
}

Result<OpenedPooledAnswer> open_pooled_answer(const Json& envelope,
                                              const crypto::PublicKey& seal_key) {
  auto verified = verify(envelope, kPooledAnswerType, seal_key);
  if (!verified) return verified.error();

  Fields fields(verified->body, "/body");
  OpenedPooledAnswer opened;
  opened.context = read_pooled_context(fields);
  opened.log_index = read_log_index(fields);
  const auto& answer = fields.object("answer");
  if (auto read = fields.done(); !read) return read.error();
  opened.answer = canonical_text(answer);
  opened.digest = std::move(verified->digest);
  return opened;
}

}  // namespace passerelle::gate
