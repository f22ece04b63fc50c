#include "policies/disclosure/canonical_order.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <set>
#include <tuple>

namespace passerelle::disclosure {
namespace {

// How far a cell looks around; tables, margins and hierarchies of four levels need no more.
constexpr int kRefinements = 8;

using Colour = std::uint64_t;

// The finaliser of splitmix64 (Steele, Lea, Flood 2014): the same on every machine.
Colour mix(Colour left, Colour right) {
  Colour z = left * 0x9e3779b97f4a7c15U + right + 0x632be59bd9b4e019U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

Colour first_colour(const Cell& cell) {
  auto colour = mix(static_cast<Colour>(cell.rows), static_cast<Colour>(cell.persons));
  colour = mix(colour, cell.is_wanted ? 1 : 0);
  colour = mix(colour, cell.is_guarded ? 1 : 0);
  return cell.is_too_close ? mix(colour, 1) : colour;
}

// A sum does not depend on the order of its terms.
Colour sum_of(const std::vector<std::size_t>& cells, const std::vector<Colour>& colours) {
  return std::accumulate(cells.begin(), cells.end(), Colour{0},
                         [&](Colour sum, std::size_t cell) { return sum + mix(colours[cell], 7); });
}

std::vector<Colour> refine(const Programme& programme, const std::vector<Colour>& colours) {
  std::vector<Colour> around(colours.size(), 0);
  for (const auto& relation : programme.relations) {
    const auto whole = mix(colours[relation.total], sum_of(relation.parts, colours));
    around[relation.total] += mix(whole, 1);
    for (const auto part : relation.parts) around[part] += mix(whole, 2);
  }
  for (const auto& bundle : programme.bundles) {
    const auto whole = sum_of(bundle.cells, colours);
    for (const auto cell : bundle.cells) around[cell] += mix(whole, 3);
  }
  for (const auto& item : programme.items) {
    const auto whole = sum_of(item.needs, colours);
    for (const auto cell : item.needs) around[cell] += mix(whole, 4);
  }
  std::vector<Colour> refined(colours.size());
  for (std::size_t cell = 0; cell < colours.size(); ++cell) {
    refined[cell] = mix(colours[cell], around[cell]);
  }
  return refined;
}

}  // namespace

std::vector<std::size_t> canonical_order(const Programme& programme) {
  std::vector<Colour> colours;
  colours.reserve(programme.cells.size());
  for (const auto& cell : programme.cells) colours.push_back(first_colour(cell));
  for (int round = 0; round < kRefinements; ++round) colours = refine(programme, colours);

  std::vector<std::size_t> order(programme.cells.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return std::tuple(programme.cells[left].rows, colours[left], left) <
           std::tuple(programme.cells[right].rows, colours[right], right);
  });
  return order;
}

Programme reordered(const Programme& programme, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> place(order.size());
  Programme result;
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    result.cells.push_back(programme.cells[order[i]]);
  }
  const auto moved = [&](const std::vector<std::size_t>& cells) {
    std::vector<std::size_t> there;
    there.reserve(cells.size());
    for (const auto cell : cells) there.push_back(place[cell]);
    return there;
  };
  const auto sorted = [&](const std::vector<std::size_t>& cells) {
    auto there = moved(cells);
    std::sort(there.begin(), there.end());
    return there;
  };

  // The linear system is solved in the order of its relations: sorted, and each only once.
  std::set<std::pair<std::size_t, std::vector<std::size_t>>> relations;
  for (const auto& relation : programme.relations) {
    relations.emplace(place[relation.total], sorted(relation.parts));
  }
  for (const auto& [total, parts] : relations) result.relations.push_back({total, parts});

  // Items keep their order, and the first cell that an item needs stays the first.
  for (auto item : programme.items) {
    item.needs = moved(item.needs);
    if (item.magnitude) item.magnitude->cell = place[item.magnitude->cell];
    result.items.push_back(std::move(item));
  }
  for (const auto& bundle : programme.bundles) {
    result.bundles.push_back({bundle.name, moved(bundle.cells)});
  }
  return result;
}

}  // namespace passerelle::disclosure
