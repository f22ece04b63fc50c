// Identifiers that never mix: a PermitId is not a RunId although both are text.
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace passerelle {

template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

  auto operator<=>(const StrongId&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const StrongId& id) { return out << id.text_; }

 private:
  std::string text_;
};

using NodeId = StrongId<struct NodeTag>;                // "fr"
using DatasetId = StrongId<struct DatasetTag>;          // the IRI of a dataset
using ApplicationId = StrongId<struct ApplicationTag>;  // given by the requesting node
using PermitId = StrongId<struct PermitTag>;            // given by the holding node
using RunId = StrongId<struct RunTag>;                  // one execution of one study
using UserName = StrongId<struct UserTag>;              // a local account

}  // namespace passerelle

template <class Tag>
struct std::hash<passerelle::StrongId<Tag>> {
  std::size_t operator()(const passerelle::StrongId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
