// What was compared with references: how many quantities, and how far the worst of them is away.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace passerelle::conformance {

// A row of the table: an analysis, and where its references stand.
struct Compared {
  std::string analysis, source;
  auto operator<=>(const Compared&) const = default;
};

class Tally {
 public:
  // `difference` is |a - b| / max(|b|, scale, 1e-3); `what` names the quantity in a complaint.
  void add(const Compared& row, double difference, double tolerance, const std::string& what);
  // A quantity that could not be compared at all.
  void fail(const std::string& what) { complaints_.push_back(what); }

  // Quantities outside their tolerance, and those that an answer or a reference lacks.
  const std::vector<std::string>& complaints() const { return complaints_; }

  std::size_t quantities() const;

  // Returns the table as README.md holds it, with orders of magnitude for differences.
  std::string table() const;

  // Returns what README.md says that was not measured: another count, a smaller order of
  // magnitude, a row too few or too many. Sources that were not there are left alone.
  std::vector<std::string> contradictions(const std::string& readme) const;

 private:
  struct Measured {
    std::size_t quantities = 0;
    double worst = 0;
    std::set<double> tolerances;
  };
  std::map<Compared, Measured> rows_;
  std::vector<std::string> complaints_;
};

}  // namespace passerelle::conformance
