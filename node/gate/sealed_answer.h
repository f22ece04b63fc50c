// Answers as they leave a node: gate, then log, then signature, in an order fixed by these types.
//
// A SealedAnswer is made only from a released value and the receipt of the log entry that tells of
// its release, or read back from the node's own store against its own signature. Nothing else is
// ever sent to peers, portal or API. Formats: FORMAT.md.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "node/analysis/partial.h"
#include "node/audit/log.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/crypto/signed_document.h"
#include "node/gate/answer_context.h"
#include "node/gate/released.h"

namespace passerelle::gate {

inline constexpr const char* kAnswerType = "answer/1";
inline constexpr const char* kPooledAnswerType = "pooled-answer/1";

class SealedAnswer {
 public:
  // Reads back what `envelope` gave, for instance after a restart, so that a repeated order gets
  // the same bytes. Refuses what `own_key` did not sign.
  static Result<SealedAnswer> from_store(std::string_view envelope,
                                         const crypto::PublicKey& own_key);

  // Returns the signed document as canonical text: the bytes that are stored and sent.
  const std::string& envelope() const { return envelope_; }

  // Returns the digest by which transcripts name this answer.
  const std::string& digest() const { return digest_; }

  const std::string& type() const { return type_; }

 private:
  friend SealedAnswer seal(const Released<analysis::Partial>& released,
                           AnswerContext context,
                           const audit::AuditReceipt& logged,
                           const crypto::SigningKey& seal_key);
  friend SealedAnswer seal_pooled(const Released<std::string>& released,
                                  PooledContext context,
                                  const audit::AuditReceipt& logged,
                                  const crypto::SigningKey& seal_key);
  explicit SealedAnswer(const crypto::SignedDocument& document);

  std::string envelope_;
  std::string digest_;
  std::string type_;
};

// Seals one node's partial. The digest of the rules comes from the gate's receipt.
SealedAnswer seal(const Released<analysis::Partial>& released,
                  AnswerContext context,
                  const audit::AuditReceipt& logged,
                  const crypto::SigningKey& seal_key);

// Seals the pooled answer of a run.
SealedAnswer seal_pooled(const Released<std::string>& released,
                         PooledContext context,
                         const audit::AuditReceipt& logged,
                         const crypto::SigningKey& seal_key);

// An answer whose signature was verified.
struct OpenedAnswer {
  AnswerContext context;
  std::int64_t log_index = 0;
  analysis::Partial partial;
  std::string digest;
};

struct OpenedPooledAnswer {
  PooledContext context;
  std::int64_t log_index = 0;
  std::string answer;  // canonical text of {"analyses": […], "analysis_set": {…}}
  std::string digest;
};

// Opens an answer that `seal_key` signed. Refuses another type, key or shape. Whether the context
// is the one that was asked for is the caller's to compare.
Result<OpenedAnswer> open_answer(const Json& envelope, const crypto::PublicKey& seal_key);
Result<OpenedPooledAnswer> open_pooled_answer(const Json& envelope,
                                              const crypto::PublicKey& seal_key);

}  // namespace passerelle::gate
