// The application form as data: sections, fields, and the law that asks for each. The built-in form
// is `ehds-6.json`, after the ten sections of the Central Platform's Release 6; a changed form gets
// a new id, and an application names the form that it answers. As JSON: "form/1", see FORMAT.md.
//
// One truth: what access::Application has a typed field for is not asked again; such a field binds
// to its place in the document. All other answers live in `answers` and `countries/{CC}/answers`.
//
// Invariants of a definition from `definition_from_json`: ids are unique; a condition looks at
// earlier fields only, so conditions have no cycle, and a field of the common part looks at none of
// a country; contact data, lists of persons and files are never public.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/access/terms.h"

namespace passerelle::form {

// A sentence of ours in both languages.
struct Sentence {
  std::string en;
  std::string fr;
  bool operator==(const Sentence&) const = default;
};

enum class FieldKind {
  text,
  long_text,
  date,     // "2027-01-31"; a bound one is an instant
  period,   // {"from", "to"}, both days included
  choice,   // one code of `options`
  choices,  // several
  yes_no,
  confirmation,  // only `true` counts at submission
  number,        // whole
  table,         // rows of `columns`
  attachment,    // a file by its digest
  persons,       // bound only
  datasets,      // bound only
};
std::string_view code(FieldKind kind);

enum class Visibility { confidential, open };

struct Option {
  std::string code;
  Sentence label;
};

// The field is asked when that other one is asked, answered, and its answer is (not) one of these;
// "yes" and "no" stand for true and false.
struct Condition {
  enum class Match { is, is_not };
  std::string field;
  Match match = Match::is;
  std::vector<std::string> values;
};

struct Limits {
  std::optional<std::int64_t> words;
  std::optional<std::int64_t> characters;
  std::optional<std::int64_t> minimum;
  std::optional<std::int64_t> maximum;
};

struct Column {
  std::string id;
  FieldKind kind = FieldKind::text;  // text or date
  Sentence label;
};

struct Field {
  std::string id;
  FieldKind kind = FieldKind::text;
  std::optional<std::string> binds;  // JSON Pointer into the application
  bool is_required = false;          // at submission, when it is asked
  bool is_by_language = false;       // {"en": …, "fr": …}; bound texts only
  bool is_per_country = false;
  Visibility visibility = Visibility::confidential;
  std::set<access::PermitKind> paths;  // legal paths that ask it
  std::vector<Condition> shown_when;   // all of them
  Limits limits;
  std::vector<Option> options;
  std::vector<Column> columns;
  std::string group;  // id within the section, or empty
  std::string law;    // "Art. 67(2)(a)", or empty
  Sentence label;
  Sentence help;  // may be empty
};

struct Group {
  std::string id;
  Sentence label;
};

struct Section {
  std::string id;
  Sentence label;
  Sentence help;
  std::vector<Group> groups;
  std::vector<Field> fields;
};

struct Definition {
  std::string id;
  Sentence title;
  std::vector<Section> sections;

  // Returns the field or the section of a field, or nullptr.
  const Field* field(std::string_view id) const;
  const Section* section_of(std::string_view field) const;
};

// Reads and checks a form; refuses unknown fields with their path.
Result<Definition> definition_from_json(const Json& document);

// Returns the built-in form, "ehds-6", and the document that it was read from.
const Definition& current_form();
std::string_view current_form_document();

}  // namespace passerelle::form
