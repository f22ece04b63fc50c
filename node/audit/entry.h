// What the log tells: one act, when it happened and what it was about.
//
// An entry names things (ids, digests, reason codes); it never holds a count, a result or anything
// else computed from data, because the log outlives every disclosure decision and is shown to
// auditors. So a subject is made of texts and booleans; numbers stand only under the few names that
// count our own paperwork ("round", "version", "index", "sequence").
//
// Thread safety: values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/json.h"

namespace passerelle::audit {

// The closed list of acts. Names are part of the format: add at the end, never rename.
enum class Event {
  node_initialised,
  trust_list_installed,
  user_added,
  user_changed,
  user_locked,
  login,
  login_failed,
  configuration_changed,
  policy_changed,
  dataset_attached,
  dataset_detached,
  catalogue_imported,
  catalogue_harvested,
  application_submitted,
  application_received,
  opinion_given,
  decision_made,
  permit_issued,
  permit_received,
  permit_suspended,
  permit_resumed,
  permit_revoked,
  study_started,
  order_sent,
  order_received,
  order_refused,
  order_failed,
  release,
  answer_received,
  answer_refused,
  answer_pooled,
  bundle_written,
  peer_refused,
  access_refused,
  backup_made,
  backup_restored,
  output_checked,
  study_failed,
  catalogue_withdrawn,
  label_given,
  label_revoked,
  message_delivered,
  message_received,
  message_refused,  // by this node or, of a message of ours, by another
  applicant_acted,
  case_refreshed,  // an applicant asked another body where its case stands
  case_event,
  procedure_installed,
  opt_outs_recorded,
  opt_outs_read,
  activity_recorded,      // for the report of Art. 59
  file_received,          // of an application, by the body
  permit_state_heard,     // of a permit of another node, from that node
  permit_status_refused,  // what another node said of its permits is not to be believed
  reminder_given,         // of a time limit of a case
  ledger_refused,         // something of a release, for what was released before
  catalogue_checked,      // a holder has checked a description (Art. 60(3))
  study_rehearsed,        // somebody who works here has tried it on this node's data
  named_set_published,    // of rows, with a dataset
  named_set_withdrawn,    // no new run goes by it
  disclosure_profile_installed,
  disclosure_profile_withdrawn,
};

std::string_view event_name(Event event);
std::optional<Event> parse_event(std::string_view name);

class AuditEntry {
 public:
  // Takes note of an act; `Log::append` refuses a subject that breaks the rule above.
  AuditEntry(Event event, Instant at, const Json& subject);

  // Returns the canonical bytes that are hashed and kept:
  //   {"at":"…","event":"…","passerelle":"audit/1","subject":{…}}
  const Result<std::string>& text() const { return text_; }

 private:
  Result<std::string> text_;
};

}  // namespace passerelle::audit
