#include "policies/form/definition.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/reading.h"
#include "policies/form/definition_rules.h"
#include "policies/form/embedded.h"
#include "policies/purposes/applicant.h"
#include "policies/purposes/purpose.h"

namespace passerelle::form {
namespace {

using Lists = std::map<std::string, std::vector<Option>, std::less<>>;

// In the order of the enumerators.
constexpr std::array<std::string_view, 13> kKinds{
    "text",         "long_text", "date",  "period",     "choice",  "choices", "yes_no",
    "confirmation", "number",    "table", "attachment", "persons", "datasets"};

constexpr std::array kPaths{access::PermitKind::request_approval, access::PermitKind::data_permit,
                            access::PermitKind::access_approval};

Result<FieldKind> parse_kind(std::string_view wanted) {
  const auto found = std::ranges::find(kKinds, wanted);
  if (found == kKinds.end()) {
    return Error{FormError::bad_definition, access::shown(wanted) + " is no kind of field"};
  }
  return static_cast<FieldKind>(found - kKinds.begin());
}

Result<Visibility> parse_visibility(std::string_view wanted) {
  if (wanted == "public") return Visibility::open;
  if (wanted == "confidential") return Visibility::confidential;
  return Error{FormError::bad_definition,
               access::shown(wanted) + " is none of: public, confidential"};
}

Sentence read_sentence(Fields& fields, std::string_view name) {
  Fields f(fields.object(name), fields.path_of(name));
  Sentence sentence{f.text("en"), f.text("fr")};
  if (auto read = f.done(); !read) fields.fail(read.error());
  return sentence;
}

template <class T>
Option option(T value) {
  using purposes::Language;
  return {std::string(code(value)),
          {std::string(label(value, Language::en)), std::string(label(value, Language::fr))}};
}

// The closed lists of the law, which no form file repeats.
Lists lists_of_the_law() {
  Lists lists;
  for (const auto purpose : purposes::all_purposes()) lists["purpose"].push_back(option(purpose));
  for (const auto category : purposes::all_applicant_categories()) {
    lists["applicant_category"].push_back(option(category));
  }
  lists["permit_kind"] = {
      {"request_approval", {"Health data request", "Demande de données de santé"}},
      {"data_permit", {"Data permit", "Autorisation de traitement de données"}},
      {"access_approval", {"Access approval", "Approbation d’accès"}}};
  return lists;
}

void read_options(Fields& fields, std::string_view name, std::vector<Option>& options) {
  access::read_each(fields, name, [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    options.push_back({f.text("code"), read_sentence(f, "label")});
    if (auto read = f.done(); !read) fields.fail(read.error());
  });
}

Lists read_lists(Fields& fields) {
  Lists lists = lists_of_the_law();
  Fields f(fields.object("lists"), fields.path_of("lists"));
  for (const auto& [name, items] : fields.object("lists").items()) {
    if (lists.contains(name)) f.fail(name, "this list is given by the program");
    else read_options(f, name, lists[name]);
  }
  if (auto read = f.done(); !read) fields.fail(read.error());
  return lists;
}

Limits read_limits(Fields& fields) {
  Limits limits;
  if (!fields.has("limits")) {
    fields.find("limits");
    return limits;
  }
  Fields f(fields.object("limits"), fields.path_of("limits"));
  const auto read_limit = [&](std::string_view name) -> std::optional<std::int64_t> {
    if (f.find(name) == nullptr) return std::nullopt;
    return f.integer(name);
  };
  limits = {read_limit("words"), read_limit("characters"), read_limit("min"), read_limit("max")};
  if (auto read = f.done(); !read) fields.fail(read.error());
  return limits;
}

std::vector<Condition> read_conditions(Fields& fields) {
  std::vector<Condition> conditions;
  if (fields.find("shown_when") == nullptr) return conditions;
  access::read_each(fields, "shown_when", [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    Condition condition;
    condition.field = f.text("field");
    condition.match = f.has("is_not") ? Condition::Match::is_not : Condition::Match::is;
    condition.values = f.texts(condition.match == Condition::Match::is ? "is" : "is_not");
    if (auto read = f.done(); !read) return fields.fail(read.error());
    conditions.push_back(std::move(condition));
  });
  return conditions;
}

std::vector<Column> read_columns(Fields& fields) {
  std::vector<Column> columns;
  if (fields.find("columns") == nullptr) return columns;
  access::read_each(fields, "columns", [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    Column column;
    column.id = f.text("id");
    column.kind = access::read_code(f, "kind", parse_kind);
    column.label = read_sentence(f, "label");
    if (auto read = f.done(); !read) return fields.fail(read.error());
    columns.push_back(std::move(column));
  });
  return columns;
}

std::set<access::PermitKind> read_paths(Fields& fields) {
  std::set<access::PermitKind> paths;
  for (const auto& text : fields.texts_or_none("paths")) {
    const auto kind = access::parse_permit_kind(text);
    if (kind) paths.insert(*kind);
    else fields.fail("paths", kind.error().detail);
  }
  if (paths.empty()) paths.insert(kPaths.begin(), kPaths.end());
  return paths;
}

Field read_field(Fields& f, const Lists& lists) {
  Field field;
  field.id = f.text("id");
  field.kind = access::read_code(f, "kind", parse_kind);
  if (f.find("binds") != nullptr) field.binds = f.text("binds");
  field.is_required = f.boolean_or("required", false);
  field.is_by_language = f.boolean_or("by_language", false);
  field.is_per_country = f.boolean_or("per_country", false);
  if (f.find("visibility") != nullptr) {
    field.visibility = access::read_code(f, "visibility", parse_visibility);
  }
  field.paths = read_paths(f);
  field.shown_when = read_conditions(f);
  field.limits = read_limits(f);
  field.columns = read_columns(f);
  if (f.find("list") != nullptr) {
    const auto list = lists.find(f.text("list"));
    if (list == lists.end()) f.fail("list", "there is no such list");
    else field.options = list->second;
  }
  field.group = f.text_or("group", {});
  field.law = f.text_or("law", {});
  field.label = read_sentence(f, "label");
  if (f.find("help") != nullptr) field.help = read_sentence(f, "help");
  return field;
}

Section read_section(Fields& f, const Lists& lists) {
  Section section;
  section.id = f.text("id");
  section.label = read_sentence(f, "label");
  section.help = read_sentence(f, "help");
  if (f.find("groups") != nullptr) {
    access::read_each(f, "groups", [&](const Json& item, const std::string& path) {
      Fields g(item, path);
      section.groups.push_back({g.text("id"), read_sentence(g, "label")});
      if (auto read = g.done(); !read) f.fail(read.error());
    });
  }
  access::read_each(f, "fields", [&](const Json& item, const std::string& path) {
    Fields g(item, path);
    section.fields.push_back(read_field(g, lists));
    if (auto read = g.done(); !read) f.fail(read.error());
  });
  return section;
}

}  // namespace

std::string_view code(FieldKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

const Field* Definition::field(std::string_view wanted) const {
  for (const auto& section : sections) {
    for (const auto& one : section.fields) {
      if (one.id == wanted) return &one;
    }
  }
  return nullptr;
}

const Section* Definition::section_of(std::string_view wanted) const {
  const auto found = std::ranges::find_if(sections, [wanted](const Section& section) {
    return std::ranges::find(section.fields, wanted, &Field::id) != section.fields.end();
  });
  return found == sections.end() ? nullptr : &*found;
}

Result<Definition> definition_from_json(const Json& document) {
  Fields f(document, "");
  Definition definition;
  if (f.text("passerelle") != "form/1") f.fail("passerelle", "\"form/1\" is expected");
  definition.id = f.text("id");
  definition.title = read_sentence(f, "title");
  const Lists lists = read_lists(f);
  access::read_each(f, "sections", [&](const Json& item, const std::string& path) {
    Fields g(item, path);
    definition.sections.push_back(read_section(g, lists));
    if (auto read = g.done(); !read) f.fail(read.error());
  });
  if (auto read = f.done(); !read) return read.error();
  if (auto valid = validate(definition); !valid) return valid.error();
  return definition;
}

std::string_view current_form_document() { return kEmbeddedForm; }

const Definition& current_form() {
  static const Definition form = [] {
    const auto document = parse_json(kEmbeddedForm);
    assert(document);
    auto definition = definition_from_json(*document);
    assert(definition);
    return *std::move(definition);
  }();
  return form;
}

}  // namespace passerelle::form
