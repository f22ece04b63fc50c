#include "metadata/shacl/wording.h"

#include <algorithm>

#include "metadata/rdf/escape.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;
using rdf::TermKind;

// A sentence in both languages; "{}" stands for the parameter.
struct Wording {
  std::string_view english, french;
};

std::string kind_name(const NodeKindIs& kind, bool in_french) {
  std::string name;
  const auto add = [&](bool is_allowed, std::string_view english, std::string_view french) {
    if (!is_allowed) return;
    if (!name.empty()) name += in_french ? " ou " : " or ";
    name += in_french ? french : english;
  };
  add(kind.iri, "a link (IRI)", "un lien (IRI)");
  add(kind.blank, "a blank node", "un nœud anonyme");
  add(kind.literal, "a text (literal)", "un texte (littéral)");
  return name;
}

class Speaker {
 public:
  Speaker(const Shapes& shapes, bool in_french, const NameOf& name)
      : shapes_(shapes), in_french_(in_french), name_(name) {}

  std::string operator()(const ClassIs& it) const {
    return say({"The value is not described as a {}.", "La valeur n'est pas décrite comme {}."},
               name_(it.type));
  }
  std::string operator()(const DatatypeIs& it) const {
    return say({"The value is not a well-written {}.", "La valeur n'est pas un {} bien écrit."},
               name_(it.datatype));
  }
  std::string operator()(const NodeKindIs& it) const {
    return say({"The value is not {}.", "La valeur n'est pas {}."}, kind_name(it, in_french_));
  }
  std::string operator()(const MinCount& it) const {
    if (it.least == 1) return say({"There is no value.", "Il n'y a aucune valeur."});
    return say({"There are fewer than {} values.", "Il y a moins de {} valeurs."}, it.least);
  }
  std::string operator()(const MaxCount& it) const {
    if (it.most == 0) return say({"There must be no value.", "Il ne doit y avoir aucune valeur."});
    if (it.most == 1) return say({"There is more than one value.", "Il y a plus d'une valeur."});
    return say({"There are more than {} values.", "Il y a plus de {} valeurs."}, it.most);
  }
  std::string operator()(const Bound& it) const {
    const auto limit = name_(it.limit);
    switch (it.kind) {
      case Bound::Kind::min_exclusive:
        return say({"The value is not greater than {}.", "La valeur n'est pas supérieure à {}."},
                   limit);
      case Bound::Kind::min_inclusive:
        return say({"The value is not {} or more.", "La valeur n'atteint pas {}."}, limit);
      case Bound::Kind::max_exclusive:
        return say({"The value is not less than {}.", "La valeur n'est pas inférieure à {}."},
                   limit);
      case Bound::Kind::max_inclusive: break;
    }
    return say({"The value is not {} or less.", "La valeur dépasse {}."}, limit);
  }
  std::string operator()(const MinLength& it) const {
    return say({"The text has fewer than {} characters.", "Le texte a moins de {} caractères."},
               it.least);
  }
  std::string operator()(const MaxLength& it) const {
    return say({"The text has more than {} characters.", "Le texte a plus de {} caractères."},
               it.most);
  }
  std::string operator()(const Matches& it) const {
    return say({"The value does not match the pattern {}.", "La valeur ne suit pas le modèle {}."},
               it.expression);
  }
  std::string operator()(const LanguageIn& it) const {
    std::string languages;
    for (const auto& range : it.ranges) languages += (languages.empty() ? "" : ", ") + range;
    return say(
        {"The text is in none of the languages {}.", "Le texte n'est dans aucune des langues {}."},
        languages);
  }
  std::string operator()(const UniqueLanguage&) const {
    return say({"Two texts are in the same language.", "Deux textes sont dans la même langue."});
  }
  std::string operator()(const Equals& it) const {
    return say({"The values are not the same as those of {}.",
                "Les valeurs ne sont pas les mêmes que celles de {}."},
               name_(it.property));
  }
  std::string operator()(const Disjoint& it) const {
    return say({"The value is also a value of {}.", "La valeur est aussi une valeur de {}."},
               name_(it.property));
  }
  std::string operator()(const LessThan& it) const {
    const auto property = name_(it.property);
    if (it.or_equal) {
      return say({"The value is greater than a value of {}, or cannot be compared with it.",
                  "La valeur est supérieure à une valeur de {}, ou ne peut lui être comparée."},
                 property);
    }
    return say({"The value is not less than every value of {}.",
                "La valeur n'est pas inférieure à toutes celles de {}."},
               property);
  }
  std::string operator()(const Not& it) const {
    return say({"The value fits what it must not be: {}.",
                "La valeur correspond à ce qu'elle ne doit pas être : {}."},
               shape(it.shape));
  }
  std::string operator()(const And&) const {
    return say({"The value does not fit everything that is asked for.",
                "La valeur ne répond pas à tout ce qui est demandé."});
  }
  std::string operator()(const Or&) const {
    return say({"The value fits none of the alternatives.",
                "La valeur ne répond à aucune des possibilités."});
  }
  std::string operator()(const ExactlyOne&) const {
    return say({"The value does not fit exactly one of the alternatives.",
                "La valeur ne répond pas à une seule des possibilités."});
  }
  std::string operator()(const NodeIs& it) const {
    return say({"The value is not as {} asks.", "La valeur n'est pas comme le demande {}."},
               shape(it.shape));
  }
  // Stands for completeness of the list of constraints: its findings are those of the other shape.
  std::string operator()(const HasProperty& it) const { return shape(it.shape); }
  std::string operator()(const Qualified& it) const {
    const Wording wording =
        it.kind == Qualified::Kind::min_count
            ? Wording{"Fewer than {} values are as ", "Moins de {} valeurs sont comme le demande "}
            : Wording{"More than {} values are as ", "Plus de {} valeurs sont comme le demande "};
    return say(wording, it.count) + shape(it.shape) + (in_french_ ? "." : " asks.");
  }
  std::string operator()(const Closed&) const {
    return say({"This property is not allowed here.", "Cette propriété n'est pas permise ici."});
  }
  std::string operator()(const HasValue& it) const {
    return say({"The value {} is missing.", "La valeur {} manque."}, name_(it.value));
  }
  std::string operator()(const In& it) const {
    std::string allowed;
    for (const auto value : it.values) allowed += (allowed.empty() ? "" : ", ") + name_(value);
    return say({"The value is none of: {}.", "La valeur n'est aucune de : {}."}, allowed);
  }
  std::string operator()(const GraphHolds& it) const {
    return it.fails_when_found ? say({"The document says something that it must not say.",
                                      "Le document dit une chose qu'il ne doit pas dire."})
                               : say({"The document lacks something that it must say.",
                                      "Il manque au document une chose qu'il doit dire."});
  }

 private:
  std::string say(const Wording& wording, const std::string& parameter = {}) const {
    std::string text(in_french_ ? wording.french : wording.english);
    if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, parameter);
    return text;
  }
  std::string say(const Wording& wording, std::uint64_t number) const {
    return say(wording, std::to_string(number));
  }
  std::string shape(ShapeIndex index) const { return name_(shapes_.all()[index].node); }

  const Shapes& shapes_;
  bool in_french_;
  const NameOf& name_;
};

}  // namespace

std::string sentence(const Finding& finding,
                     const Report& report,
                     std::string_view language,
                     const NameOf& name_of) {
  const NameOf plain = [&](TermId term) {
    std::string text;
    rdf::append_term(text, report.dictionary(), term);
    return text;
  };
  return std::visit(Speaker(report.shapes(), language == "fr", name_of ? name_of : plain),
                    *finding.constraint);
}

std::optional<TermId> in_language(const std::vector<TermId>& literals,
                                  const rdf::Dictionary& dictionary,
                                  std::string_view language) {
  for (const std::string_view wanted : {language, std::string_view("en"), std::string_view()}) {
    const auto found = std::find_if(literals.begin(), literals.end(), [&](TermId literal) {
      return dictionary.language(literal) == wanted;
    });
    if (found != literals.end()) return *found;
  }
  return literals.empty() ? std::nullopt : std::optional(literals.front());
}

}  // namespace passerelle::shacl
