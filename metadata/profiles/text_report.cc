#include "metadata/profiles/text_report.h"

#include <algorithm>
#include <cassert>
#include <span>
#include <vector>

#include "metadata/profiles/aliases.h"
#include "metadata/profiles/allowed_values.h"
#include "metadata/profiles/naming.h"
#include "metadata/profiles/vocabulary.h"
#include "metadata/shacl/wording.h"

namespace passerelle::profiles {
namespace {

using rdf::TermId;
using shacl::Finding;

constexpr std::size_t kShownValues = 12;

struct Words {
  std::string_view profile, release, conforms, notes;
  std::string_view violation, violations, warning, warnings, info, infos, other, others;
  std::string_view violation_group, warning_group, info_group, other_group;
  std::string_view node, colon, not_in_list, because, allowed, more, meant, renamed, advice, rule;
};

constexpr Words kEnglish{"Profile",
                         "release",
                         "Nothing to correct.",
                         "How the shapes were read",
                         "violation",
                         "violations",
                         "warning",
                         "warnings",
                         "information",
                         "informations",
                         "other",
                         "others",
                         "Violations: these must be corrected",
                         "Warnings: these should be considered",
                         "Informations",
                         "Others",
                         "The whole",
                         ": ",
                         "The value is not in the list {}.",
                         "because: ",
                         "allowed: ",
                         " and {} more of ",
                         "perhaps meant: ",
                         "called today: ",
                         "what to do: ",
                         "the rule says: "};

constexpr Words kFrench{"Profil",
                        "version",
                        "Rien à corriger.",
                        "Comment les formes ont été lues",
                        "violation",
                        "violations",
                        "avertissement",
                        "avertissements",
                        "information",
                        "informations",
                        "autre",
                        "autres",
                        "Violations : à corriger",
                        "Avertissements : à examiner",
                        "Informations",
                        "Autres",
                        "L'ensemble",
                        " : ",
                        "La valeur n'est pas dans la liste {}.",
                        "parce que : ",
                        "valeurs permises : ",
                        " et {} autres de ",
                        "sans doute : ",
                        "s'appelle aujourd'hui : ",
                        "à faire : ",
                        "la règle dit : "};

// Puts the parameter in the place of "{}".
std::string filled(std::string_view wording, const std::string& parameter) {
  std::string text(wording);
  return text.replace(text.find("{}"), 2, parameter);
}

class TextWriter {
 public:
  TextWriter(const Profile& profile,
             const rdf::Graph& data,
             const shacl::Report& report,
             std::string_view language)
      : profile_(profile),
        report_(report),
        words_(language == "fr" ? kFrench : kEnglish),
        naming_(profile, data, std::string(language)) {}

  std::string run() {
    write_head();
    const auto& findings = report_.findings();
    std::optional<TermId> severity;
    // Findings stand in the order of severity and focus node.
    for (auto begin = findings.begin(); begin != findings.end();) {
      const auto end = std::find_if(begin, findings.end(), [&](const Finding& finding) {
        return finding.focus != begin->focus || finding.shape->severity != begin->shape->severity;
      });
      if (severity != begin->shape->severity)
        write_group_title(*(severity = begin->shape->severity));
      text_ += "\n" + naming_.node(begin->focus) + "\n";
      for (const auto& matter : matters({begin, end})) text_ += told(matter, "  - ");
      begin = end;
    }
    write_notices();
    return std::move(text_);
  }

 private:
  // Findings about one field and one value of a node.
  using Matter = std::vector<const Finding*>;

  std::vector<Matter> matters(std::span<const Finding> findings) const {
    std::vector<Matter> all;
    for (const auto& finding : findings) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const Matter& matter) {
        return matter.front()->path == finding.path && matter.front()->value == finding.value;
      });
      if (same == all.end()) all.push_back({&finding});
      else same->push_back(&finding);
    }
    return all;
  }

  void write_head() {
    const auto& info = profile_.info();
    text_ += std::string(words_.profile) + " " + info.name + ", " + std::string(words_.release) +
             " " + info.release + "\n";
    const auto& counts = report_.counts();
    std::string summary;
    const auto add = [&](std::size_t count, std::string_view one, std::string_view many) {
      if (count == 0) return;
      summary += (summary.empty() ? "" : ", ") + std::to_string(count) + " " +
                 std::string(count == 1 ? one : many);
    };
    add(counts.violations, words_.violation, words_.violations);
    add(counts.warnings, words_.warning, words_.warnings);
    add(counts.infos, words_.info, words_.infos);
    add(counts.others, words_.other, words_.others);
    text_ += (summary.empty() ? std::string(words_.conforms) : summary) + "\n";
  }

  // At the end: they are for who keeps the profile.
  void write_notices() {
    const auto& notices = report_.shapes().notices();
    if (notices.empty()) return;
    text_ += "\n== " + std::string(words_.notes) + " ==\n";
    for (const auto& notice : notices) text_ += "- " + notice + "\n";
  }

  void write_group_title(TermId severity) {
    const auto iri = report_.dictionary().text(severity);
    const auto title = iri == kShacl + "Violation" ? words_.violation_group
                       : iri == kShacl + "Warning" ? words_.warning_group
                       : iri == kShacl + "Info"    ? words_.info_group
                                                   : words_.other_group;
    text_ += "\n== " + std::string(title) + " ==\n";
  }

  // One matter as a paragraph that begins with `mark`; its causes stand under it.
  std::string told(const Matter& matter, const std::string& mark) const {
    const auto& first = *matter.front();
    const std::string space(mark.find_first_not_of(' ') + 4, ' ');
    std::string text = mark + (first.path ? naming_.field(*first.path) : std::string(words_.node));
    if (first.value && *first.value != first.focus) text += ", " + naming_.term(*first.value);
    text += words_.colon;
    std::vector<std::string> sentences, lines;
    const auto add = [](std::vector<std::string>& list, std::string_view word,
                        const std::string& content) {
      const auto whole = std::string(word) + content;
      if (!content.empty() && std::find(list.begin(), list.end(), whole) == list.end()) {
        list.push_back(whole);
      }
    };
    for (const auto* finding : matter) {
      add(sentences, "", sentence(*finding));
      add(lines, words_.renamed, todays_name(*finding));
      add(lines, words_.meant, probably_meant(*finding));
      add(lines, words_.allowed, allowed_values(*finding));
    }
    for (const auto* finding : matter) {
      const auto [word, content] = advice(*finding);
      add(lines, word, content);
    }
    for (const auto& line : sentences) text += (&line == &sentences.front() ? "" : " ") + line;
    text += "\n";
    for (const auto& line : lines) text += space + line + "\n";
    for (const auto* finding : matter) {
      if (!schemes(*finding).empty()) continue;  // "not in the list" is the cause
      for (const auto& cause : matters(finding->details)) {
        text += told(cause, space + std::string(words_.because));
      }
    }
    return text;
  }

  std::vector<TermId> schemes(const Finding& finding) const {
    const auto* node = std::get_if<shacl::NodeIs>(finding.constraint);
    return node ? schemes_of(profile_, node->shape) : std::vector<TermId>{};
  }

  std::string sentence(const Finding& finding) const {
    const auto lists = schemes(finding);
    if (lists.empty() || !finding.value) {
      return shacl::sentence(finding, report_, naming_.language(),
                             [this](TermId term) { return name(term); });
    }
    std::string names;
    for (const auto list : lists) names += (names.empty() ? "" : ", ") + naming_.term(list);
    return filled(words_.not_in_list, names);
  }

  // A shape is called by its label, else by the end of its IRI.
  std::string name(TermId term) const {
    const auto label =
        profile_.shapes_graph().dictionary().find_iri("http://www.w3.org/2000/01/rdf-schema#label");
    if (label) {
      std::vector<TermId> labels;
      for (const auto& triple : profile_.shapes_graph().with(term, *label)) {
        if (report_.dictionary().kind(triple.object) == rdf::TermKind::literal) {
          labels.push_back(triple.object);
        }
      }
      if (const auto found = shacl::in_language(labels, report_.dictionary(), naming_.language())) {
        return std::string(report_.dictionary().text(*found));
      }
    }
    const bool is_shape = !profile_.shapes_graph().with_subject(term).empty();
    const auto iri = report_.dictionary().text(term);
    if (is_shape && report_.dictionary().kind(term) == rdf::TermKind::iri) {
      return std::string(iri.substr(iri.find_last_of("/#") + 1));
    }
    return naming_.term(term);
  }

  std::string todays_name(const Finding& finding) const {
    if (!finding.value || report_.dictionary().kind(*finding.value) != rdf::TermKind::iri)
      return {};
    const auto iri = report_.dictionary().text(*finding.value);
    const auto today = Aliases::built_in().today(iri);
    return today == iri ? std::string() : "<" + today + ">";
  }

  std::string probably_meant(const Finding& finding) const {
    std::string text;
    if (!finding.value || !todays_name(finding).empty()) return text;
    for (const auto scheme : schemes(finding)) {
      const auto codes = concepts_in(profile_, scheme);
      for (const auto code : similar(profile_, codes, report_.dictionary().text(*finding.value))) {
        text += (text.empty() ? "<" : ", <") + std::string(report_.dictionary().text(code)) + ">";
      }
    }
    return text;
  }

  std::string allowed_values(const Finding& finding) const {
    std::string text;
    for (const auto scheme : schemes(finding)) {
      const auto codes = concepts_in(profile_, scheme);
      if (codes.empty()) continue;
      if (!text.empty()) text += "; ";
      const auto shown = std::min(codes.size(), kShownValues);
      for (std::size_t at = 0; at < shown; ++at)
        text += (at == 0 ? "" : ", ") + naming_.code(codes[at]);
      if (codes.size() > shown) {
        text += filled(words_.more, std::to_string(codes.size() - shown)) + "<" +
                std::string(report_.dictionary().text(scheme)) + ">";
      }
    }
    return text;
  }

  // What to do: the shape's words in the reader's language, else ours for the field, else the
  // shape's.
  std::pair<std::string_view, std::string> advice(const Finding& finding) const {
    const auto& dictionary = report_.dictionary();
    const auto own = shacl::in_language(shacl::messages(finding), dictionary, naming_.language());
    const auto text = own ? std::string(dictionary.text(*own)) : std::string();
    if (own && dictionary.language(*own) == naming_.language()) return {words_.advice, text};
    if (auto known = advice_on_field(finding); !known.empty())
      return {words_.advice, std::move(known)};
    return {words_.rule, text};
  }

  std::string advice_on_field(const Finding& finding) const {
    if (!finding.path) return {};
    std::string property = shacl::text(*finding.path, report_.dictionary());
    std::erase_if(property, [](char c) { return c == '<' || c == '>' || c == '^'; });
    const auto severity = report_.dictionary().text(finding.shape->severity);
    auto classes = naming_.classes(finding.focus);
    classes.emplace_back();  // of any class
    for (const auto& type : classes) {
      auto found = profile_.glossary().advice(type, property, severity, naming_.language());
      if (!found.empty()) return found;
    }
    return {};
  }

  const Profile& profile_;
  const shacl::Report& report_;
  const Words& words_;
  Naming naming_;
  std::string text_;
};

}  // namespace

std::string render_text(const Profile& profile,
                        const rdf::Graph& data,
                        const shacl::Report& report,
                        std::string_view language) {
  assert(data.shared_dictionary() == report.shared_dictionary());
  return TextWriter(profile, data, report, language).run();
}

}  // namespace passerelle::profiles
