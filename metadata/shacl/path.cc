#include "metadata/shacl/path.h"

#include <algorithm>
#include <iterator>

namespace passerelle::shacl {
namespace {

using rdf::TermId;

void make_set(Terms& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

enum class Way { forward, backward };

Way turned(Way way) { return way == Way::forward ? Way::backward : Way::forward; }

// One walk; what it returns is a set.
class Walk {
 public:
  Walk(const View& view, Budget& budget) : view_(view), budget_(budget) {}

  Terms from(TermId node, const Path& path, Way way) {
    if (!budget_.spend()) return {};
    switch (path.kind) {
      case Path::Kind::predicate:
        return way == Way::forward ? view_.objects(node, path.predicate)
                                   : view_.subjects(path.predicate, node);
      case Path::Kind::inverse: return from(node, path.parts.front(), turned(way));
      case Path::Kind::sequence: return through(node, path.parts, way);
      case Path::Kind::alternative: return any(node, path.parts, way);
      case Path::Kind::zero_or_more: return closure({node}, path.parts.front(), way);
      case Path::Kind::one_or_more:
        return closure(from(node, path.parts.front(), way), path.parts.front(), way);
      case Path::Kind::zero_or_one: {
        Terms found = from(node, path.parts.front(), way);
        found.push_back(node);
        make_set(found);
        return found;
      }
    }
    return {};
  }

 private:
  Terms step(const Terms& nodes, const Path& path, Way way) {
    Terms found;
    for (const auto node : nodes) {
      const auto next = from(node, path, way);
      found.insert(found.end(), next.begin(), next.end());
    }
    make_set(found);
    return found;
  }

  Terms through(TermId node, const std::vector<Path>& parts, Way way) {
    Terms nodes{node};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      nodes = step(nodes, way == Way::forward ? parts[i] : parts[parts.size() - 1 - i], way);
    }
    return nodes;
  }

  Terms any(TermId node, const std::vector<Path>& parts, Way way) {
    Terms found;
    for (const auto& part : parts) {
      const auto next = from(node, part, way);
      found.insert(found.end(), next.begin(), next.end());
    }
    make_set(found);
    return found;
  }

  // Everything reached from the nodes in any number of steps, the nodes included.
  Terms closure(Terms reached, const Path& path, Way way) {
    Terms edge = reached;
    while (!edge.empty() && !budget_.is_spent()) {
      Terms fresh;
      const auto next = step(edge, path, way);
      std::set_difference(next.begin(), next.end(), reached.begin(), reached.end(),
                          std::back_inserter(fresh));
      budget_.spend(reached.size());  // for the merge
      Terms merged;
      std::ranges::merge(reached, fresh, std::back_inserter(merged));
      reached = std::move(merged);
      edge = std::move(fresh);
    }
    return reached;
  }

  const View& view_;
  Budget& budget_;
};

// The part of a sequence or alternative.
std::string part_text(const Path& path, const rdf::Dictionary& dictionary) {
  const bool is_loose = path.kind == Path::Kind::sequence || path.kind == Path::Kind::alternative;
  return is_loose ? "(" + text(path, dictionary) + ")" : text(path, dictionary);
}

// What an operator stands before or behind.
std::string operand_text(const Path& path, const rdf::Dictionary& dictionary) {
  const auto whole = text(path, dictionary);
  return path.kind == Path::Kind::predicate ? whole : "(" + whole + ")";
}

std::string joined_text(const std::vector<Path>& parts,
                        char sign,
                        const rdf::Dictionary& dictionary) {
  std::string whole;
  for (const auto& part : parts) {
    if (!whole.empty()) whole += sign;
    whole += part_text(part, dictionary);
  }
  return whole;
}

}  // namespace

Terms walk(const View& view, const Path& path, rdf::TermId from, Budget& budget) {
  return Walk(view, budget).from(from, path, Way::forward);
}

std::string text(const Path& path, const rdf::Dictionary& dictionary) {
  switch (path.kind) {
    case Path::Kind::predicate: return "<" + std::string(dictionary.text(path.predicate)) + ">";
    case Path::Kind::inverse: return "^" + operand_text(path.parts.front(), dictionary);
    case Path::Kind::sequence: return joined_text(path.parts, '/', dictionary);
    case Path::Kind::alternative: return joined_text(path.parts, '|', dictionary);
    case Path::Kind::zero_or_more: return operand_text(path.parts.front(), dictionary) + "*";
    case Path::Kind::one_or_more: return operand_text(path.parts.front(), dictionary) + "+";
    case Path::Kind::zero_or_one: return operand_text(path.parts.front(), dictionary) + "?";
  }
  return {};
}

}  // namespace passerelle::shacl
