#include "metadata/profiles/allowed_values.h"

#include <algorithm>

#include "metadata/profiles/vocabulary.h"
#include "node/base/text.h"

namespace passerelle::profiles {
namespace {

using rdf::TermId;
using shacl::ShapeIndex;

class SchemeFinder {
 public:
  explicit SchemeFinder(const Profile& profile)
      : shapes_(profile.shapes()), in_scheme_(shapes_.dictionary()->find_iri(kInScheme)) {}

  void visit(ShapeIndex index) {
    const auto& shape = shapes_.all()[index];
    const bool is_about_scheme = in_scheme_ && shape.path &&
                                 shape.path->kind == shacl::Path::Kind::predicate &&
                                 shape.path->predicate == *in_scheme_;
    for (const auto& constraint : shape.constraints) {
      if (const auto* value = std::get_if<shacl::HasValue>(&constraint); value && is_about_scheme) {
        schemes.push_back(value->value);
      } else if (const auto* property = std::get_if<shacl::HasProperty>(&constraint)) {
        visit(property->shape);
      } else if (const auto* node = std::get_if<shacl::NodeIs>(&constraint); node && !shape.path) {
        visit(node->shape);
      } else if (const auto* any = std::get_if<shacl::Or>(&constraint)) {
        for (const auto member : any->shapes) visit(member);
      }
    }
  }

  std::vector<TermId> schemes;

 private:
  const shacl::Shapes& shapes_;
  std::optional<TermId> in_scheme_;
};

std::string lower_last_part(std::string_view iri) {
  return lower_case(iri.substr(iri.find_last_of("/#") + 1));
}

}  // namespace

std::vector<TermId> schemes_of(const Profile& profile, ShapeIndex shape) {
  SchemeFinder finder(profile);
  finder.visit(shape);
  return std::move(finder.schemes);
}

std::vector<TermId> concepts_in(const Profile& profile, TermId scheme) {
  std::vector<TermId> concepts;
  const auto& dictionary = *profile.shapes().dictionary();
  const auto in_scheme = dictionary.find_iri(kInScheme);
  if (!in_scheme) return concepts;
  for (const auto& triple : profile.vocabularies().with_object(*in_scheme, scheme)) {
    concepts.push_back(triple.subject);
  }
  std::sort(concepts.begin(), concepts.end(), [&](TermId left, TermId right) {
    return dictionary.text(left) < dictionary.text(right);
  });
  return concepts;
}

std::vector<TermId> similar(const Profile& profile,
                            const std::vector<TermId>& concepts,
                            std::string_view text) {
  const auto& vocabularies = profile.vocabularies();
  const auto& dictionary = vocabularies.dictionary();
  const auto label = dictionary.find_iri(kPrefLabel);
  const auto whole = lower_case(text), last = lower_last_part(text);
  std::vector<TermId> found;
  for (const auto code : concepts) {
    const auto name = lower_last_part(dictionary.text(code));
    bool fits = name == whole || name == last;
    if (label) {
      for (const auto& triple : vocabularies.with(code, *label)) {
        fits = fits || lower_case(dictionary.text(triple.object)) == whole;
      }
    }
    if (fits) found.push_back(code);
  }
  return found;
}

}  // namespace passerelle::profiles
