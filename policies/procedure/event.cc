#include "policies/procedure/event.h"

#include <array>
#include <concepts>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/fields.h"
#include "policies/access/reading.h"

namespace passerelle::procedure {
namespace {

constexpr std::string_view kType = "case_event/1";
constexpr std::size_t kMaximumListed = 1'000;

// The reader and the writer offer the same calls, so that the fields of an event are told once, in
// `describe`.
class Reader {
 public:
  explicit Reader(Fields& fields) : fields_(&fields) {}

  void text(std::string_view name, std::string& value) {
    value = fields_->text(name);
    check_length(name, value);
  }
  void text_or_none(std::string_view name, std::string& value) {
    value = fields_->text_or(name, "");
    check_length(name, value);
  }
  void digest(std::string_view name, std::string& value) {
    value = fields_->text(name);
    if (!access::is_digest(value)) fields_->fail(name, "a SHA-256 as 64 hex digits is expected");
  }
  void digest(std::string_view name, std::optional<std::string>& value) {
    if (fields_->has(name)) digest(name, value.emplace());
  }
  template <class Tag>
  void identifier(std::string_view name, StrongId<Tag>& value) {
    auto read = fields_->text(name);
    if (!access::is_identifier(read)) {
      fields_->fail(name, "letters, digits and -._:/ are expected, at most 128");
    }
    value = StrongId<Tag>(std::move(read));
  }
  template <class Tag>
  void identifier(std::string_view name, std::optional<StrongId<Tag>>& value) {
    if (fields_->has(name)) identifier(name, value.emplace());
  }
  void texts(std::string_view name, std::vector<std::string>& values) {
    values = fields_->texts(name);
    if (values.size() > kMaximumListed) fields_->fail(name, "the list is too long");
  }
  void truth(std::string_view name, bool& value) { value = fields_->boolean(name); }
  void amount(std::string_view name, std::int64_t& value) {
    value = fields_->integer(name);
    if (value < 0) fields_->fail(name, "an amount is not negative");
  }
  void instant(std::string_view name, Instant& value) { value = fields_->instant(name); }
  void instant(std::string_view name, std::optional<Instant>& value) {
    if (fields_->has(name)) value = fields_->instant(name);
  }
  template <class E>
  void code(std::string_view name, E& value) {
    value = access::read_code(*fields_, name, parse<E>);
  }
  void code(std::string_view name, access::PermitKind& value) {
    value = access::read_code(*fields_, name, access::parse_permit_kind);
  }
  void code(std::string_view name, purposes::Purpose& value) {
    value = access::read_code(*fields_, name, purposes::parse_purpose);
  }

 private:
  void check_length(std::string_view name, const std::string& value) {
    if (value.size() > access::kMaximumTextBytes) fields_->fail(name, "the text is too long");
  }

  Fields* fields_;
};

class Writer {
 public:
  explicit Writer(Json& object) : object_(&object) {}

  void text(const char* name, const std::string& value) { (*object_)[name] = value; }
  void text_or_none(const char* name, const std::string& value) {
    if (!value.empty()) text(name, value);
  }
  void digest(const char* name, const std::string& value) { text(name, value); }
  void digest(const char* name, const std::optional<std::string>& value) {
    if (value) text(name, *value);
  }
  template <class Tag>
  void identifier(const char* name, const StrongId<Tag>& value) {
    text(name, value.text());
  }
  template <class Tag>
  void identifier(const char* name, const std::optional<StrongId<Tag>>& value) {
    if (value) text(name, value->text());
  }
  void texts(const char* name, const std::vector<std::string>& values) {
    (*object_)[name] = values;
  }
  void truth(const char* name, bool value) { (*object_)[name] = value; }
  void amount(const char* name, std::int64_t value) { (*object_)[name] = value; }
  void instant(const char* name, Instant value) { (*object_)[name] = to_text(value); }
  void instant(const char* name, const std::optional<Instant>& value) {
    if (value) instant(name, *value);
  }
  template <class E>
  void code(const char* name, const E& value) {
    (*object_)[name] = std::string(name_of(value));
  }

 private:
  template <class E>
  static std::string_view name_of(E value) {
    return procedure::code(value);
  }
  static std::string_view name_of(access::PermitKind value) { return access::code(value); }
  static std::string_view name_of(purposes::Purpose value) { return purposes::code(value); }

  Json* object_;
};

// Whether E is the event T, const when it is written.
template <class E, class T>
concept Is = std::same_as<std::remove_const_t<E>, T>;

template <EventKind kind>
void describe(auto&, const Plain<kind>&) {}
template <EventKind kind>
void describe(auto& v, WithReason<kind>& e) {
  v.text("reason", e.reason);
}
template <EventKind kind>
void describe(auto& v, const WithReason<kind>& e) {
  v.text("reason", e.reason);
}
void describe(auto& v, Is<Submitted> auto& e) {
  v.identifier("application", e.application);
  v.code("path", e.path);
  v.code("purpose", e.purpose);
  v.truth("accelerated", e.accelerated);
  v.truth("pseudonymised", e.pseudonymised);
  v.texts("holders", e.holders);
}
void describe(auto& v, Is<InformationAsked> auto& e) {
  v.texts("fields", e.fields);
  v.text("comment", e.comment);
}
void describe(auto& v, Is<ClockExtended> auto& e) {
  v.code("rule", e.rule);
  v.identifier("step", e.step);
  v.text("reason", e.reason);
}
void describe(auto& v, Is<ForwardedToTrustedHolder> auto& e) { v.text("holder", e.holder); }
void describe(auto& v, Is<HolderProposed> auto& e) {
  v.code("proposal", e.proposal);
  v.text("reason", e.reason);
}
void describe(auto& v, Is<OpinionAsked> auto& e) { v.identifier("step", e.step); }
void describe(auto& v, Is<OpinionGiven> auto& e) {
  v.identifier("step", e.step);
  v.code("opinion", e.opinion);
  v.text_or_none("reason", e.reason);
  v.digest("evidence", e.evidence);
}
void describe(auto& v, Is<AuthorisationAsked> auto& e) { v.identifier("step", e.step); }
void describe(auto& v, Is<AuthorisationGiven> auto& e) {
  v.identifier("step", e.step);
  v.code("authorisation", e.authorisation);
  v.text_or_none("reason", e.reason);
  v.digest("evidence", e.evidence);
}
void describe(auto& v, Is<ApplicantChose> auto& e) { v.code("choice", e.choice); }
void describe(auto& v, Is<FeeEstimated> auto& e) {
  v.amount("cents", e.cents);
  v.text("currency", e.currency);
}
void describe(auto& v, Is<FindingRecorded> auto& e) {
  v.code("criterion", e.criterion);
  v.code("verdict", e.verdict);
  v.text("reason", e.reason);
}
void describe(auto& v, Is<ConflictDeclared> auto& e) {
  v.text("person", e.person);
  v.text("reason", e.reason);
}
void describe(auto& v, Is<DecisionSigned> auto& e) {
  v.digest("digest", e.digest);
  v.code("outcome", e.outcome);
  v.text_or_none("reason", e.reason);
  v.identifier("permit", e.permit);
  v.instant("valid_until", e.valid_until);
}
void describe(auto& v, Is<AppealDecided> auto& e) {
  v.code("outcome", e.outcome);
  v.text("reason", e.reason);
}
void describe(auto& v, Is<DataReceived> auto& e) { v.text("holder", e.holder); }
void describe(auto& v, Is<Amended> auto& e) {
  v.identifier("permit", e.permit);
  v.digest("digest", e.digest);
  v.text("reason", e.reason);
}
void describe(auto& v, Is<Renewed> auto& e) {
  v.identifier("permit", e.permit);
  v.digest("digest", e.digest);
  v.instant("asked_at", e.asked_at);
  v.instant("valid_until", e.valid_until);
}
void describe(auto& v, Is<ResultsPublished> auto& e) { v.text("link", e.link); }
void describe(auto& v, Is<TimePassed> auto& e) {
  v.code("rule", e.rule);
  v.identifier("step", e.step);
}

template <std::size_t... index>
What blank_at(std::size_t wanted, std::index_sequence<index...>) {
  using Make = What (*)();
  static constexpr std::array<Make, sizeof...(index)> kMakers{
      []() -> What { return What(std::in_place_index<index>); }...};
  return kMakers.at(wanted)();
}

}  // namespace

What blank(EventKind kind) {
  return blank_at(static_cast<std::size_t>(kind), std::make_index_sequence<kEventKinds>());
}

const std::string* reason_of(const What& what) {
  return std::visit(
      [](const auto& e) -> const std::string* {
        if constexpr (requires { e.reason; }) return &e.reason;
        return nullptr;
      },
      what);
}

Result<CaseEvent> event_from_json(const Json& value) {
  Fields fields(value, "");
  if (fields.text("passerelle") != kType) {
    fields.fail("passerelle", "\"case_event/1\" is expected");
  }
  Reader reader(fields);
  CaseEvent event;
  reader.identifier("id", event.id);
  reader.instant("at", event.at);
  Fields actor(fields.object("actor"), "/actor");
  if (!fields.failed()) {
    Reader of_actor(actor);
    of_actor.text("name", event.actor.name);
    of_actor.code("role", event.actor.role);
    if (auto read = actor.done(); !read) fields.fail(read.error());
  }
  EventKind kind{};
  reader.code("what", kind);
  if (fields.failed()) return fields.done().error();
  event.what = blank(kind);
  std::visit([&](auto& e) { describe(reader, e); }, event.what);
  if (auto read = fields.done(); !read) return read.error();
  return event;
}

Json to_json(const CaseEvent& event) {
  Json object{
      {"passerelle", std::string(kType)},
      {"id", event.id.text()},
      {"at", to_text(event.at)},
      {"actor", {{"name", event.actor.name}, {"role", std::string(code(event.actor.role))}}},
      {"what", std::string(code(kind_of(event.what)))}};
  Writer writer(object);
  std::visit([&](const auto& e) { describe(writer, e); }, event.what);
  return object;
}

}  // namespace passerelle::procedure
