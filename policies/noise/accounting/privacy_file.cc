#include "policies/noise/accounting/privacy_file.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/noise/accounting/composition.h"
#include "policies/noise/accounting/discrete_gaussian_delta.h"
#include "policies/noise/accounting/gaussian_mechanism.h"
#include "policies/noise/accounting/privacy_loss.h"
#include "policies/noise/accounting/privacy_reading.h"
#include "policies/noise/accounting/renyi.h"
#include "policies/noise/discrete_gaussian.h"
#include "policies/noise/discrete_laplace.h"
#include "policies/noise/zcdp.h"

namespace passerelle::noise::accounting {
namespace {

// Within these ranges every sum is short and every search ends well inside of double.
constexpr Range kSize{1e-6, 1e6};  // of noise and of sensitivities
constexpr Range kRho{0, 1e6};
constexpr Range kConvertedDelta{1e-100, 1 - 1e-9};
constexpr Range kSoughtDelta{1e-12, 1 - 1e-9};
constexpr Range kPart{0, 1 - 1e-9};
constexpr Range kWholePart{0, 1};
constexpr Range kOrder{1 + 1e-6, 1e6};
constexpr std::int64_t kMostSensitive = 1000;
constexpr std::int64_t kMostQueries = 10'000;
constexpr std::int64_t kWidestBound = 100'000;
constexpr std::int64_t kCoarsestAccuracy = 1'000'000'000'000;
constexpr double kMostWholeOrders = 10'000;
constexpr Range kLoss{-700, 700};
constexpr double kRoundingOfMasses = 1e-9;
constexpr double kLeastTogether = 1e-9;

Json analytic_gaussian_delta(Fields& input) {
  const auto sigma = number_within(input, "sigma", kSize);
  const auto sensitivity = number_within(input, "l2_sensitivity", kSize);
  const auto epsilon = read_epsilon(input);
  if (input.failed()) return nullptr;
  return gaussian_delta(sigma, sensitivity, epsilon);
}

Json analytic_gaussian_variance(Fields& input) {
  const auto epsilon = read_epsilon(input);
  const auto delta = number_within(input, "delta", kSoughtDelta);
  const auto sensitivity = number_within(input, "l2_sensitivity", kSize);
  if (input.failed()) return nullptr;
  const auto sigma = gaussian_sigma(epsilon, delta, sensitivity);
  return sigma * sigma;
}

Json zcdp_to_delta(Fields& input) {
  const auto rho = number_within(input, "rho", kRho);
  const auto epsilon = read_epsilon(input);
  if (input.failed()) return nullptr;
  return zcdp_delta(rho, epsilon);
}

Json zcdp_to_epsilon(Fields& input) {
  const auto rho = number_within(input, "rho", kRho);
  const auto delta = number_within(input, "delta", kConvertedDelta);
  if (input.failed()) return nullptr;
  return zcdp_epsilon(rho, delta);
}

// One divergence for a row of whole orders.
Json epsilon_of_orders(Fields& input, double delta) {
  const auto parts = numbers_between(input.text("rdp"), {"", " at every order ", ".."});
  const bool is_right = parts && kRho.contains(parts->at(0)) && parts->at(1) >= 2 &&
                        parts->at(1) <= parts->at(2) && parts->at(2) <= kMostWholeOrders;
  if (!is_right) input.fail("rdp", "a text such as \"1.1 at every order 2..32\" is expected");
  if (input.failed()) return nullptr;
  std::vector<RenyiDivergence> orders;
  for (int more = 0; parts->at(1) + more <= parts->at(2); ++more) {
    orders.push_back({parts->at(1) + more, parts->at(0)});
  }
  return renyi_epsilon(orders, delta);
}

// A mechanism, at all orders between two.
Json epsilon_of_mechanism(Fields& input, double delta) {
  const auto parts = numbers_between(input.text("mechanism"),
                                     {"gaussian sigma=", ", sensitivity ", ", orders ", ".."});
  const bool is_right = parts && kSize.contains(parts->at(0)) && kSize.contains(parts->at(1)) &&
                        kOrder.contains(parts->at(2)) && kOrder.contains(parts->at(3)) &&
                        parts->at(2) <= parts->at(3);
  if (!is_right) {
    input.fail(
        "mechanism",
        "a text such as \"gaussian sigma=4.5, sensitivity 1, orders 1.001..100\" is expected");
  }
  if (input.failed()) return nullptr;
  return gaussian_renyi_epsilon(parts->at(0), parts->at(1), parts->at(2), parts->at(3), delta);
}

Json rdp_to_epsilon(Fields& input) {
  const auto delta = number_within(input, "delta", kConvertedDelta);
  return input.has("mechanism") ? epsilon_of_mechanism(input, delta)
                                : epsilon_of_orders(input, delta);
}

Json basic_composition_laplace_scale(Fields& input) {
  const auto sensitivity = number_within(input, "sensitivity", kSize);
  const auto epsilon = read_epsilon(input);
  const auto delta = number_within(input, "delta", kPart);
  const auto queries = whole_within(input, "queries", 1, kMostQueries);
  if (epsilon + delta < kLeastTogether) {
    input.fail("epsilon", "1e-9 or more together with delta is expected");
  }
  if (input.failed()) return nullptr;
  return laplace_scale(sensitivity, epsilon, delta, queries);
}

Json optimal_composition_epsilon(Fields& input) {
  const auto epsilon = read_epsilon(input);
  const auto delta = number_within(input, "delta", kPart);
  const auto queries = whole_within(input, "queries", 1, kMostQueries);
  const auto total = number_within(input, "total_delta", kPart);
  if (input.failed()) return nullptr;
  const auto composed = optimal_epsilon(epsilon, delta, queries, total);
  if (composed) return *composed;
  input.fail("total_delta", composed.error().detail);
  return nullptr;
}

template <class Law>
Json law_of(const Law& law) {
  Json values{{"variance", law.variance()}, {"pmf_0_to_5", Json::array()}};
  for (std::int64_t x = 0; x <= 5; ++x) values["pmf_0_to_5"].push_back(law.probability(x));
  return values;
}

Json discrete_gaussian_pmf(Fields& input) {
  const auto sigma2 = number_within(input, "sigma2", kSize);
  if (input.failed()) return nullptr;
  return law_of(DiscreteGaussianLaw(sigma2));
}

Json discrete_laplace_pmf(Fields& input) {
  const auto scale = number_within(input, "scale", kSize);
  if (input.failed()) return nullptr;
  const DiscreteLaplaceLaw law(scale);
  auto values = law_of(law);
  for (const auto size : {1, 5, 20}) {
    values["tail_abs_ge"][std::to_string(size)] = law.tail(size);
  }
  return values;
}

Json discrete_gaussian_delta_truncated(Fields& input) {
  const auto sigma = number_within(input, "sigma", kSize);
  const auto sensitivity = whole_within(input, "sensitivity", 1, kMostSensitive);
  const auto bound = whole_within(input, "truncation", 0, kWidestBound);
  const auto epsilon = read_epsilon(input);
  if (input.failed()) return nullptr;
  return TruncatedGaussian(sigma, bound).delta(sensitivity, epsilon);
}

Json discrete_gaussian_std_truncated(Fields& input) {
  const auto sigma = number_within(input, "sigma", kSize);
  const auto bound = whole_within(input, "truncation", 0, kWidestBound);
  if (input.failed()) return nullptr;
  return TruncatedGaussian(sigma, bound).standard_deviation();
}

Json discrete_gaussian_smallest_sigma(Fields& input) {
  const auto sensitivity = whole_within(input, "sensitivity", 1, kMostSensitive);
  const auto epsilon = read_epsilon(input);
  const auto delta = number_within(input, "delta", kSoughtDelta);
  if (input.failed()) return nullptr;
  return discrete_gaussian_sigma(epsilon, delta, sensitivity);
}

template <double (*scale)(std::int64_t accuracy, double alpha)>
Json scale_for_accuracy(Fields& input) {
  const auto accuracy = whole_within(input, "accuracy", 1, kCoarsestAccuracy);
  const auto alpha = number_within(input, "alpha", kSoughtDelta);
  if (input.failed()) return nullptr;
  return scale(accuracy, alpha);
}

Json delta_of_laplace(Fields& input) {
  const auto scale = number_within(input, "scale", kSize);
  const auto sensitivity = number_within(input, "sensitivity", kSize);
  const auto epsilon = read_epsilon(input);
  if (input.failed()) return nullptr;
  return laplace_delta(scale, sensitivity, epsilon);
}

// {"4": 0.2}: by how many intervals the loss is.
std::vector<LossMass> read_masses(Fields& input, double interval) {
  std::vector<LossMass> masses;
  Fields pmf(input.object("pmf"), input.path_of("pmf"));
  for (const auto& [steps, mass] : input.object("pmf").items()) {
    const auto number = numbers_between(steps, {""});
    const double loss = number ? number->at(0) * interval : HUGE_VAL;
    if (!kLoss.contains(loss)) {
      pmf.fail(steps, "a number of intervals is expected with a loss from -700 to 700");
    }
    masses.push_back({loss, number_within(pmf, steps, kWholePart)});
  }
  if (auto done = pmf.done(); !done) input.fail(done.error());
  return masses;
}

Json pld_epsilon(Fields& input) {
  const auto interval = number_within(input, "interval", kSize);
  const auto infinite = number_within(input, "infinity_mass", kWholePart);
  const auto delta = number_within(input, "delta", kPart);
  const auto masses = read_masses(input, interval);
  double whole = infinite;
  for (const auto& each : masses) whole += each.mass;
  if (!(whole >= 1 - kRoundingOfMasses && whole <= 1 + kRoundingOfMasses)) {
    input.fail("pmf", "masses that with the infinite one come to 1 are expected");
  }
  if (input.failed()) return nullptr;
  const auto epsilon = loss_epsilon(masses, infinite, delta);
  if (epsilon) return *epsilon;
  input.fail("delta", epsilon.error().detail);
  return nullptr;
}

Json randomised_response_mass(Fields& input) {
  const auto epsilon = read_epsilon(input);
  if (input.failed()) return nullptr;
  return truthful_mass(epsilon);
}

struct Kind {
  std::string_view name;
  Json (*value)(Fields& input);  // null where it has recorded what is wrong
};

constexpr std::array kKinds{
    Kind{"analytic_gaussian_delta", analytic_gaussian_delta},
    Kind{"analytic_gaussian_variance", analytic_gaussian_variance},
    Kind{"basic_composition_laplace_scale", basic_composition_laplace_scale},
    Kind{"discrete_gaussian_delta_truncated", discrete_gaussian_delta_truncated},
    Kind{"discrete_gaussian_pmf", discrete_gaussian_pmf},
    Kind{"discrete_gaussian_scale_for_accuracy", scale_for_accuracy<gaussian_sigma_for_accuracy>},
    Kind{"discrete_gaussian_smallest_sigma", discrete_gaussian_smallest_sigma},
    Kind{"discrete_gaussian_std_truncated", discrete_gaussian_std_truncated},
    Kind{"discrete_laplace_pmf", discrete_laplace_pmf},
    Kind{"discrete_laplace_scale_for_accuracy", scale_for_accuracy<laplace_scale_for_accuracy>},
    Kind{"laplace_delta", delta_of_laplace},
    Kind{"optimal_composition_epsilon", optimal_composition_epsilon},
    Kind{"pld_epsilon", pld_epsilon},
    Kind{"randomised_response_mass", randomised_response_mass},
    Kind{"rdp_to_epsilon", rdp_to_epsilon},
    Kind{"zcdp_to_delta", zcdp_to_delta},
    Kind{"zcdp_to_epsilon", zcdp_to_epsilon}};

constexpr auto kNames = [] {
  std::array<std::string_view, kKinds.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kKinds[i].name;
  return names;
}();

Result<Json> answer_one(Fields& fields) {
  const auto kind = disclosure::outputs::word<std::size_t>(fields, "kind", kNames);
  disclosure::outputs::ignore(fields, {"tolerance", "source", "recomputed_40_digits",
                                       "optimal_order", "simple_bound_rho_plus_2sqrt"});
  if (fields.failed()) return Json();
  Fields input(fields.object("input"), fields.path_of("input"));
  auto value = kKinds[kind].value(input);
  if (auto done = input.done(); !done) fields.fail(done.error());
  return Json{{"kind", kNames[kind]}, {"value", std::move(value)}};
}

}  // namespace

Result<Json> privacy_values(const Json& document) {
  return disclosure::outputs::answer_all(document, "vectors", answer_one);
}

}  // namespace passerelle::noise::accounting
