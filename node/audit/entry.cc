#include "node/audit/entry.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/audit/errors.h"

namespace passerelle::audit {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 62> kEventNames{"node_initialised",
                                                       "trust_list_installed",
                                                       "user_added",
                                                       "user_changed",
                                                       "user_locked",
                                                       "login",
                                                       "login_failed",
                                                       "configuration_changed",
                                                       "policy_changed",
                                                       "dataset_attached",
                                                       "dataset_detached",
                                                       "catalogue_imported",
                                                       "catalogue_harvested",
                                                       "application_submitted",
                                                       "application_received",
                                                       "opinion_given",
                                                       "decision_made",
                                                       "permit_issued",
                                                       "permit_received",
                                                       "permit_suspended",
                                                       "permit_resumed",
                                                       "permit_revoked",
                                                       "study_started",
                                                       "order_sent",
                                                       "order_received",
                                                       "order_refused",
                                                       "order_failed",
                                                       "release",
                                                       "answer_received",
                                                       "answer_refused",
                                                       "answer_pooled",
                                                       "bundle_written",
                                                       "peer_refused",
                                                       "access_refused",
                                                       "backup_made",
                                                       "backup_restored",
                                                       "output_checked",
                                                       "study_failed",
                                                       "catalogue_withdrawn",
                                                       "label_given",
                                                       "label_revoked",
                                                       "message_delivered",
                                                       "message_received",
                                                       "message_refused",
                                                       "applicant_acted",
                                                       "case_refreshed",
                                                       "case_event",
                                                       "procedure_installed",
                                                       "opt_outs_recorded",
                                                       "opt_outs_read",
                                                       "activity_recorded",
                                                       "file_received",
                                                       "permit_state_heard",
                                                       "permit_status_refused",
                                                       "reminder_given",
                                                       "ledger_refused",
                                                       "catalogue_checked",
                                                       "study_rehearsed",
                                                       "named_set_published",
                                                       "named_set_withdrawn",
                                                       "disclosure_profile_installed",
                                                       "disclosure_profile_withdrawn"};
static_assert(static_cast<std::size_t>(Event::disclosure_profile_withdrawn) + 1 ==
              kEventNames.size());

constexpr std::array<std::string_view, 4> kNumbered{"round", "version", "index", "sequence"};
constexpr std::size_t kMaximumEntryBytes = std::size_t{64} << 10;

Error not_an_entry(std::string why) { return Error{AuditError::not_an_entry, std::move(why)}; }

// Checks a value of the subject that stands under `name`.
Result<void> check(const Json& value, std::string_view name) {
  switch (value.type()) {
    case Json::value_t::null:
    case Json::value_t::boolean:
    case Json::value_t::string: return {};
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      if (std::find(kNumbered.begin(), kNumbered.end(), name) != kNumbered.end()) return {};
      return not_an_entry("the log holds no numbers, found one at \"" + std::string(name) + "\"");
    case Json::value_t::array:
      for (const auto& item : value) {
        if (auto checked = check(item, name); !checked) return checked;
      }
      return {};
    case Json::value_t::object:
      for (const auto& [key, item] : value.items()) {
        if (auto checked = check(item, key); !checked) return checked;
      }
      return {};
    default:
      return not_an_entry("the log holds no numbers, found one at \"" + std::string(name) + "\"");
  }
}

Result<std::string> text_of(Event event, Instant at, const Json& subject) {
  if (!subject.is_object()) return not_an_entry("the subject of an entry is an object");
  if (auto checked = check(subject, ""); !checked) return checked.error();
  auto text = canonical(Json{{"at", to_text(at)},
                             {"event", event_name(event)},
                             {"passerelle", "audit/1"},
                             {"subject", subject}});
  if (text && text->size() > kMaximumEntryBytes) return not_an_entry("the entry is too long");
  return text;
}

}  // namespace

std::string_view event_name(Event event) { return kEventNames[static_cast<std::size_t>(event)]; }

std::optional<Event> parse_event(std::string_view name) {
  const auto found = std::find(kEventNames.begin(), kEventNames.end(), name);
  if (found == kEventNames.end()) return std::nullopt;
  return static_cast<Event>(found - kEventNames.begin());
}

AuditEntry::AuditEntry(Event event, Instant at, const Json& subject)
    : text_(text_of(event, at, subject)) {}

}  // namespace passerelle::audit
