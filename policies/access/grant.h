// What a body grants and on what terms: the parts that a decision and the permit made from it
// share. Everything here can only be stricter than what was asked for.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/fields.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/row_filter.h"
#include "policies/access/terms.h"
#include "policies/privacy/exception.h"

namespace passerelle::access {

// Which days the data may speak of: dates of one variable, first and last included.
struct DataPeriod {
  std::string variable;
  std::string from;  // "2015-01-01"
  std::string to;
  bool operator==(const DataPeriod&) const = default;
};

// Art. 52: what intellectual property or a trade secret protects, and what is done about it.
// `measures` is in words, so a dataset with protected parts has its outputs looked at by a person.
struct ProtectedParts {
  std::vector<std::string> variables;  // sorted; empty: the whole dataset
  std::string measures;
  bool operator==(const ProtectedParts&) const = default;
};

struct PermittedDataset {
  DatasetId id;
  std::vector<std::string> variables;    // sorted
  std::optional<std::string> version;    // the only one that may be read: a digest
  std::vector<std::string> categories;   // of Art. 51, sorted
  std::vector<RowCondition> row_filter;  // sorted; none: every row
  std::optional<DataPeriod> period;
  std::optional<ProtectedParts> protected_parts;

  // Returns the conditions that a study must make: those of the filter and of the period.
  std::vector<RowCondition> demanded() const;
  bool operator==(const PermittedDataset&) const = default;
};

// A condition with a code is one that a program holds against the permit: one without is for people
// to check, and forces human review of every output.
enum class ConditionCode {
  human_review,  // a person looks at every output
  one_run_at_a_time,
  no_linkage,        // no dataset is joined with another, nor with data of the user
  no_third_country,  // Art. 87, 88
  holder_agreement,  // the agreement with the holder is in evidence
};
std::string_view code(ConditionCode condition);
Result<ConditionCode> parse_condition_code(std::string_view code);

struct Condition {
  std::optional<ConditionCode> code;
  std::string text;
  bool operator==(const Condition&) const = default;
};

// The n largest contributions to a sum may not exceed this share of it.
struct Dominance {
  std::int64_t n = 2;         // 1 or 2
  std::int64_t percent = 90;  // 1 to 99: a share of the whole would switch the rule off
  bool operator==(const Dominance&) const = default;
};

// Art. 62, in integer cents. The holder's part is passed on to the holder (Art. 62(2)).
struct Fees {
  std::string reference;
  std::string currency;  // "EUR"
  std::int64_t body_cents = 0;
  std::int64_t holder_cents = 0;

  std::int64_t total_cents() const { return body_cents + holder_cents; }
  bool operator==(const Fees&) const = default;
};

// Who answers for the processing (Art. 74) and on what basis (Art. 67(4)).
struct DataProtection {
  std::string controller;
  std::string processor;
  LegalBasis basis = LegalBasis::public_task;
  bool operator==(const DataProtection&) const = default;
};

// The agreement with a holder, named by the SHA-256 of its document.
struct HolderAgreement {
  std::string holder;
  std::string digest;
  bool operator==(const HolderAgreement&) const = default;
};

// Each is written as an object of the field `name`, or stands in it as a list.
std::vector<PermittedDataset> read_permitted_datasets(Fields& fields, std::string_view name);
std::vector<Condition> read_conditions(Fields& fields, std::string_view name);
std::optional<Dominance> read_dominance(Fields& fields, std::string_view name);
std::optional<Fees> read_fees(Fields& fields, std::string_view name);
std::optional<DataProtection> read_data_protection(Fields& fields, std::string_view name);
std::vector<HolderAgreement> read_agreements(Fields& fields, std::string_view name);
std::optional<privacy::Exception> read_opt_out_exception(Fields& fields, std::string_view name);

Json to_json(const std::vector<PermittedDataset>& datasets);
Json to_json(const std::vector<Condition>& conditions);
Json to_json(const Dominance& dominance);
Json to_json(const Fees& fees);
Json to_json(const DataProtection& data_protection);
Json to_json(const std::vector<HolderAgreement>& agreements);

// Says whether somebody has to look at an output because of words that no program understands.
bool need_person(const std::vector<Condition>& conditions,
                 const std::vector<PermittedDataset>& datasets);

// Say in one sentence what is wrong, or nothing: an id or a variable twice or out of order, a
// protected part outside the dataset, a period that ends before it begins, …
std::optional<std::string> fault_of(const std::vector<PermittedDataset>& datasets);
std::optional<std::string> fault_of(const Fees& fees);

}  // namespace passerelle::access
