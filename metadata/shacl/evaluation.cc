#include "metadata/shacl/evaluation.h"

#include <algorithm>

#include "metadata/shacl/errors.h"
#include "metadata/shacl/order.h"

namespace passerelle::shacl {

using rdf::TermId;

Result<std::vector<Finding>> Evaluation::run() {
  std::vector<Finding> findings;
  const auto count = static_cast<ShapeIndex>(shapes_.all().size());
  for (ShapeIndex index = 0; index < count; ++index) {
    for (const auto node : focus_nodes(shapes_.all()[index])) check(index, node, &findings);
  }
  if (budget_.is_spent()) {
    return Error{ShaclError::too_costly, "the validation needs more steps or results than allowed"};
  }
  return findings;
}

Terms Evaluation::focus_nodes(const Shape& shape) {
  Terms nodes;
  if (shape.is_deactivated) return nodes;
  for (const auto& target : shape.targets) add_target(target, nodes);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

void Evaluation::add_target(const Target& target, Terms& nodes) {
  const auto& data = view_.data();
  const auto* background = view_.background();
  const auto is_in_data = [&](TermId node) { return !data.with_subject(node).empty(); };
  const auto add_named = [&](TermId node) {
    const bool is_background = background && !background->with_subject(node).empty();
    if (!is_background || is_in_data(node)) nodes.push_back(node);
  };
  const auto add_ends = [&](auto triples_of, TermId rdf::TripleIds::* end) {
    for (const auto& triple : triples_of(data)) add_named(triple.*end);
    if (!background) return;
    for (const auto& triple : triples_of(*background)) {
      if (is_in_data(triple.*end)) nodes.push_back(triple.*end);
    }
  };
  switch (target.kind) {
    case Target::Kind::node: add_named(target.term); break;
    case Target::Kind::instances:
      for (const auto type : classes_below(target.term)) {
        add_ends(
            [&](const rdf::Graph& graph) {
              return graph.with_object(shapes_.type_predicate(), type);
            },
            &rdf::TripleIds::subject);
      }
      break;
    case Target::Kind::subjects_of:
    case Target::Kind::objects_of:
      add_ends([&](const rdf::Graph& graph) { return graph.with_predicate(target.term); },
               target.kind == Target::Kind::subjects_of ? &rdf::TripleIds::subject
                                                        : &rdf::TripleIds::object);
      break;
  }
}

bool Evaluation::check(ShapeIndex index, TermId node, std::vector<Finding>* out) {
  const auto& shape = shapes_.all()[index];
  if (shape.is_deactivated) return true;
  const Terms values = shape.path ? walk(view_, *shape.path, node, budget_) : Terms{node};
  bool holds = true;
  for (const auto& constraint : shape.constraints) {
    if (!budget_.spend(1 + values.size())) return false;
    Case at{shape, constraint, node, values, out};
    std::visit([&](const auto& wanted) { check(at, wanted); }, constraint);
    holds = holds && at.holds;
    if (at.is_decided()) return false;
  }
  return holds;
}

bool Evaluation::conforms(ShapeIndex shape, TermId node) {
  const std::uint64_t key = (std::uint64_t{shape} << 32U) | node.value;
  if (const auto known = conforms_.find(key); known != conforms_.end()) return known->second;
  const bool holds = check(shape, node, nullptr);
  conforms_.emplace(key, holds);
  return holds;
}

Finding* Evaluation::fail(Case& at, std::optional<TermId> value) {
  at.holds = false;
  if (at.out == nullptr) return nullptr;
  if (findings_left_ == 0) {
    budget_.spend_all();
    return nullptr;
  }
  --findings_left_;
  at.out->push_back({at.focus, at.shape.path, value, &at.shape, &at.constraint, {}});
  return &at.out->back();
}

const Terms& Evaluation::classes_below(TermId type) {
  const auto [entry, is_new] = classes_.try_emplace(type.value);
  if (is_new) {
    const Path below{
        Path::Kind::inverse, {}, {{Path::Kind::predicate, shapes_.subclass_predicate(), {}}}};
    entry->second = walk(view_, {Path::Kind::zero_or_more, {}, {below}}, type, budget_);
  }
  return entry->second;
}

bool Evaluation::is_instance(TermId node, TermId type) {
  if (view_.has(node, shapes_.type_predicate(), type)) return true;
  const auto& below = classes_below(type);
  if (below.size() <= 1) return false;
  const auto types = view_.objects(node, shapes_.type_predicate());
  return std::any_of(types.begin(), types.end(), [&](TermId found) {
    return std::binary_search(below.begin(), below.end(), found);
  });
}

std::partial_ordering Evaluation::compare(TermId left, TermId right) const {
  if (dictionary_.kind(left) != rdf::TermKind::literal ||
      dictionary_.kind(right) != rdf::TermKind::literal) {
    return std::partial_ordering::unordered;
  }
  return shacl::compare({dictionary_.text(left), dictionary_.text(dictionary_.datatype(left))},
                        {dictionary_.text(right), dictionary_.text(dictionary_.datatype(right))});
}

}  // namespace passerelle::shacl
