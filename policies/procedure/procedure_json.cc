#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/fields.h"
#include "policies/access/reading.h"
#include "policies/procedure/deadlines.h"
#include "policies/procedure/errors.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {
namespace {

constexpr std::string_view kType = "procedure/1";
constexpr std::size_t kMaximumListed = 100;

template <class E>
E coded_or(Fields& fields, std::string_view name, E otherwise) {
  return fields.has(name) ? access::read_code(fields, name, parse<E>) : otherwise;
}

void read_period(Fields& fields, std::string_view name, Period& period) {
  if (!fields.has(name)) return;
  const auto text = fields.text(name);
  if (fields.failed()) return;
  const auto read = calendar::parse_period(text);
  if (read) {
    period = *read;
  } else {
    fields.fail(
        Error{ProcedureError::bad_period, fields.path_of(name) + ": " + read.error().detail});
  }
}

std::optional<Period> optional_period(Fields& fields, std::string_view name) {
  if (!fields.has(name)) return std::nullopt;
  Period period{1, Period::Unit::days};
  read_period(fields, name, period);
  return period;
}

Result<Body> body_from_json(const Json& value, const std::string& path) {
  Fields f(value, path);
  Body body{f.text("id"), f.text("name")};
  if (auto read = f.done(); !read) return read.error();
  return body;
}

Result<Step> step_from_json(const Json& value, const std::string& path) {
  Fields f(value, path);
  Step step;
  auto id = f.text("id");
  if (!access::is_identifier(id)) f.fail("id", "letters, digits and -._:/ are expected");
  step.id = StepId(std::move(id));
  step.type = access::read_code(f, "type", parse<StepType>);
  step.by = f.text("by");
  for (auto& before : f.texts_or_none("after")) step.after.emplace_back(std::move(before));
  if (step.after.size() > kMaximumListed) f.fail("after", "the list is too long");
  step.due = optional_period(f, "due");
  step.force = coded_or(f, "force", Force::target);
  step.extension = optional_period(f, "extension");
  step.silence = coded_or(f, "silence", Silence::none);
  for (const auto& text : f.texts_or_none("paths")) {
    const auto path_kind = access::parse_permit_kind(text);
    if (!path_kind) {
      f.fail("paths", path_kind.error().detail);
      break;
    }
    step.paths.push_back(*path_kind);
  }
  step.only_pseudonymised = f.boolean_or("only_pseudonymised", false);
  step.evidence_required = f.boolean_or("evidence_required", false);
  if (auto read = f.done(); !read) return read.error();
  return step;
}

Json to_json(const Step& step) {
  Json object{{"id", step.id.text()}, {"type", std::string(code(step.type))}, {"by", step.by}};
  Json after = Json::array();
  for (const auto& id : step.after) after.push_back(id.text());
  object["after"] = std::move(after);
  if (step.due) object["due"] = text_of(*step.due);
  if (step.force != Force::target) object["force"] = std::string(code(step.force));
  if (step.extension) object["extension"] = text_of(*step.extension);
  if (step.silence != Silence::none) object["silence"] = std::string(code(step.silence));
  if (!step.paths.empty()) {
    Json paths = Json::array();
    for (const auto path : step.paths) paths.push_back(std::string(access::code(path)));
    object["paths"] = std::move(paths);
  }
  if (step.only_pseudonymised) object["only_pseudonymised"] = true;
  if (step.evidence_required) object["evidence_required"] = true;
  return object;
}

// What the kernel always does. A file may say so, and is refused with the reason when it says
// otherwise.
struct Invariant {
  std::string_view name;
  ProcedureError refusal;
};
constexpr Invariant kInvariants[] = {
    {"findings", ProcedureError::findings_missing},
    {"signed_decision", ProcedureError::decision_missing},
    {"separation", ProcedureError::separation_off},
    {"publication", ProcedureError::publication_off},
    {"output_check", ProcedureError::separation_off},
    {"prohibitions", ProcedureError::prohibitions_off},
};

void read_invariants(Fields& fields) {
  if (!fields.has("invariants")) return;
  Fields f(fields.object("invariants"), fields.path_of("invariants"));
  if (fields.failed()) return;
  for (const auto& [name, refusal] : kInvariants) {
    if (!f.boolean_or(name, true)) {
      f.fail(Error{refusal, f.path_of(name) + ": no procedure can switch this off"});
    }
  }
  if (auto read = f.done(); !read) fields.fail(read.error());
}

void read_deadlines(Fields& fields, Deadlines& deadlines) {
  if (!fields.has("deadlines")) return;
  Fields f(fields.object("deadlines"), fields.path_of("deadlines"));
  if (fields.failed()) return;
  for (const auto& one : deadline_list()) read_period(f, one.name, deadlines.*(one.member));
  if (auto read = f.done(); !read) fields.fail(read.error());
}

}  // namespace

Result<Procedure> procedure_from_json(const Json& value) {
  Fields f(value, "");
  if (f.text("passerelle") != kType) f.fail("passerelle", "\"procedure/1\" is expected");
  Procedure procedure;
  procedure.country = f.text("country");
  procedure.version = f.integer("version");
  procedure.standing = coded_or(f, "standing", Standing::known);
  procedure.applies_from = f.text("applies_from");
  procedure.legal_refs = f.texts("legal_refs");
  procedure.languages = f.texts("languages");
  access::read_each(
      f, "bodies",
      [&](const Json& item, const std::string& path) {
        auto body = body_from_json(item, path);
        if (!body) return f.fail(body.error());
        procedure.bodies.push_back(*std::move(body));
      },
      kMaximumListed);
  access::read_each(
      f, "steps",
      [&](const Json& item, const std::string& path) {
        auto step = step_from_json(item, path);
        if (!step) return f.fail(step.error());
        procedure.steps.push_back(*std::move(step));
      },
      kMaximumListed);
  read_deadlines(f, procedure.deadlines);
  read_invariants(f);
  procedure.information_clock = coded_or(f, "information_clock", InformationClock::pause);
  procedure.fee_rules = f.text_or("fee_rules", "");
  procedure.appeal_text = f.text_or("appeal_text", "");
  procedure.form_extensions = f.texts_or_none("form_extensions");
  procedure.category_overlays = f.texts_or_none("category_overlays");
  procedure.uncertain = f.texts_or_none("uncertain");
  if (auto read = f.done(); !read) return read.error();
  if (auto checked = validate(procedure); !checked) return checked.error();
  return procedure;
}

Json to_json(const Procedure& procedure) {
  Json bodies = Json::array();
  for (const auto& body : procedure.bodies)
    bodies.push_back({{"id", body.id}, {"name", body.name}});
  Json steps = Json::array();
  for (const auto& step : procedure.steps) steps.push_back(to_json(step));
  Json deadlines = Json::object();
  for (const auto& one : deadline_list()) {
    deadlines[std::string(one.name)] = text_of(procedure.deadlines.*(one.member));
  }
  Json object{{"passerelle", std::string(kType)},
              {"country", procedure.country},
              {"version", procedure.version},
              {"standing", std::string(code(procedure.standing))},
              {"applies_from", procedure.applies_from},
              {"legal_refs", procedure.legal_refs},
              {"languages", procedure.languages},
              {"bodies", std::move(bodies)},
              {"steps", std::move(steps)},
              {"deadlines", std::move(deadlines)},
              {"information_clock", std::string(code(procedure.information_clock))},
              {"form_extensions", procedure.form_extensions},
              {"category_overlays", procedure.category_overlays},
              {"uncertain", procedure.uncertain}};
  if (!procedure.fee_rules.empty()) object["fee_rules"] = procedure.fee_rules;
  if (!procedure.appeal_text.empty()) object["appeal_text"] = procedure.appeal_text;
  return object;
}

}  // namespace passerelle::procedure
