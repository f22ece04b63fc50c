#include "node/analysis/compile_terms.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "node/analysis/compile_names.h"
#include "node/analysis/design.h"

namespace passerelle::analysis {
namespace {

constexpr std::int64_t kHighestPower = 5;
constexpr std::size_t kFewestKnots = 3, kMostKnots = 10;
constexpr std::size_t kMostFactors = 3;

Json cube_above(const std::string& variable, const Json& knot) {
  const Json above{{"max", {{{"sub", {variable, knot}}}, 0}}};
  return {{"mul", {above, above, above}}};
}

// The piece of a natural cubic spline that bends at `knot`, linear beyond the last two knots
// (Stone and Koo 1985, in the scale of Harrell, Regression Modeling Strategies, section 2.4.5).
Json bent_piece(const std::string& variable, const std::vector<double>& knots, std::size_t at) {
  const double first = knots.front(), last = knots.back(), before = knots[knots.size() - 2];
  const double at_before = -(last - knots[at]) / (last - before);
  const double at_last = (before - knots[at]) / (last - before);
  const double scale = (last - first) * (last - first);
  return {{"div",
           {{{"add",
              {cube_above(variable, knots[at]),
               {{"mul", {at_before, cube_above(variable, before)}}},
               {{"mul", {at_last, cube_above(variable, last)}}}}}},
            scale}}};
}

class TermReader {
 public:
  TermReader(Fields& fields, WrittenAnalysis& written) : fields_(fields), written_(written) {}

  std::vector<std::string> read() {
    const auto& list = fields_.array("terms");
    if (fields_.failed()) return {};
    if (list.empty()) fields_.fail("terms", "at least one term is expected");
    if (list.size() > kMaximumLevels) {
      fields_.fail(refused(AnalysisError::too_large, fields_.path_of("terms"),
                           "at most " + std::to_string(kMaximumLevels) + " terms"));
    }
    for (std::size_t i = 0; i < list.size() && !fields_.failed(); ++i) {
      const auto path = path_to(fields_.path_of("terms"), i);
      if (list[i].is_object()) {
        read_curve(list[i], path);
      } else if (list[i].is_string() && !list[i].get_ref<const std::string&>().empty()) {
        read_product(list[i].get<std::string>(), path);
      } else {
        fail(path, "a variable, a product such as `arm:sex`, `poly` or `spline` is expected");
      }
    }
    check_margins();
    return std::move(terms_);
  }

 private:
  void fail(const std::string& path, const std::string& why) {
    fields_.fail(refused(AnalysisError::malformed, path, why));
  }

  void read_product(const std::string& term, const std::string& path) {
    const auto factors = factors_of(term);
    const std::set whole(factors.begin(), factors.end());
    terms_.push_back(term);
    if (factors.size() == 1) {
      written_.uses.push_back({term, path, Role::term});
      known_.insert(whole);
    } else if (factors.size() > kMostFactors) {
      fail(path, "a product of at most " + std::to_string(kMostFactors) + " variables is expected");
    } else if (whole.size() < factors.size()) {
      fail(path, "a variable stands twice in `" + term + "`; `poly` takes powers");
    } else if (!known_.insert(whole).second) {
      fields_.fail(refused(AnalysisError::duplicate, path, "`" + term + "` stands twice"));
    } else {
      products_.push_back({term, path});
    }
  }

  void read_curve(const Json& object, const std::string& path) {
    Fields curve(object, path);
    if (curve.has("poly")) {
      read_powers(curve);
    } else if (curve.has("spline")) {
      read_spline(curve);
    } else {
      return fail(path, "`poly` with `degree`, or `spline` with `knots`, is expected");
    }
    if (auto read = curve.done(); !read) fields_.fail(read.error());
  }

  void read_powers(Fields& curve) {
    const auto variable = curve.text("poly");
    const auto degree = curve.integer("degree");
    if (curve.failed()) return;
    if (degree < 2 || degree > kHighestPower) {
      return curve.fail("degree", "2 to " + std::to_string(kHighestPower) + " is expected");
    }
    written_.uses.push_back({variable, curve.path_of("poly"), Role::curved});
    for (std::int64_t power = 1; power <= degree; ++power) {
      Json factors = Json::array();
      for (std::int64_t i = 0; i < power; ++i) factors.push_back(variable);
      add_made("poly", variable, power, power == 1 ? Json(variable) : Json{{"mul", factors}},
               curve.path());
    }
  }

  void read_spline(Fields& curve) {
    const auto variable = curve.text("spline");
    const auto& list = curve.array("knots");
    if (curve.failed()) return;
    std::vector<double> knots;
    for (const auto& knot : list) {
      if (!knot.is_number() || (!knots.empty() && !(knot.get<double>() > knots.back()))) break;
      knots.push_back(knot.get<double>());
    }
    if (knots.size() < list.size() || knots.size() < kFewestKnots || knots.size() > kMostKnots) {
      return curve.fail("knots", std::to_string(kFewestKnots) + " to " +
                                     std::to_string(kMostKnots) +
                                     " increasing numbers are expected");
    }
    written_.uses.push_back({variable, curve.path_of("spline"), Role::curved});
    add_made("spline", variable, 1, Json(variable), curve.path());
    for (std::size_t at = 0; at + 2 < knots.size(); ++at) {
      add_made("spline", variable, static_cast<std::int64_t>(at) + 2,
               bent_piece(variable, knots, at), curve.path());
    }
  }

  void add_made(const std::string& form,
                const std::string& of,
                std::int64_t place,
                const Json& expression,
                const std::string& path) {
    auto name = form + "(" + of + ")" + std::to_string(place);
    terms_.push_back(name);
    written_.made.push_back({std::move(name), of, expression.dump(), path});
  }

  // Every factor left out of a product gives a product that must be a term too.
  void check_margins() {
    for (const auto& [term, path] : products_) {
      const auto factors = factors_of(term);
      const std::set whole(factors.begin(), factors.end());
      for (const auto& factor : factors) {
        auto margin = whole;
        margin.erase(factor);
        if (known_.contains(margin)) continue;
        std::string name;
        for (const auto& one : factors) {
          if (one != factor) name += (name.empty() ? "" : ":") + one;
        }
        return fail(path, "`" + term + "` needs the term `" + name + "` beside it");
      }
    }
  }

  struct Product {
    std::string term, path;
  };

  Fields& fields_;
  WrittenAnalysis& written_;
  std::vector<std::string> terms_;
  std::vector<Product> products_;
  std::set<std::set<std::string>> known_;
};

}  // namespace

std::vector<std::string> read_terms(Fields& fields, WrittenAnalysis& written) {
  return TermReader(fields, written).read();
}

Result<Variable> make_number(const MadeNumber& made, const Variable& of) {
  const auto resolve = [&](const std::string&, const std::string&, int) {
    return Result<ExpressionPtr>(of.expression);
  };
  auto expression = parse_expression(Json::parse(made.expression), made.path, resolve);
  if (!expression) return expression.error();
  Variable variable;
  variable.name = made.name;
  variable.expression = *std::move(expression);
  variable.made_of = of.name;
  return variable;
}

}  // namespace passerelle::analysis
