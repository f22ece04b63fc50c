// Meta-analyses, and what is derived from coefficients, in check.R.
#include <nlohmann/json.hpp>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/analysis/own_estimates.h"
#include "node/analysis/released_numbers.h"
#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {

void write_checks(const CheckWriter& to, const analysis::MetaAnalysis& meta) {
  std::vector<std::string> estimates, errors;
  const auto& of = analysis::find_analysis(to.run().plan, meta.of);
  const auto& answer = analysis::answer_to(to.run().answer->at("analyses"), meta.of);
  for (const auto& [node, own] : answer.at("nodes").items()) {
    const auto found = analysis::own_estimate(of, meta.quantity, own);
    estimates.push_back(r_number(found ? Json(found->estimate) : Json()));
    errors.push_back(r_number(found ? Json(found->standard_error) : Json()));
  }
  to.line("# What each node found by itself:");
  to.line("y <- " + r_vector(estimates));
  to.line("v <- " + r_vector(errors) + "^2");
  for (const auto method : meta.methods) {
    const auto pointer = "/" + std::string(code(method));
    if (!to.at(pointer + "/estimate").is_number()) continue;
    to.line("meta <- meta_analysis(" + r_text(std::string(code(method))) + ", y, v)");
    for (const char* field :
         {"estimate", "standard_error", "conf_low", "conf_high", "p_value", "tau2", "q",
          "q_p_value", "i2", "prediction_low", "prediction_high", "hartung_knapp_standard_error",
          "hartung_knapp_conf_low", "hartung_knapp_conf_high"}) {
      to.check(pointer.substr(1) + "/" + field, "meta$" + std::string(field), pointer + "/" + field,
               "meta$standard_error");
    }
  }
}

namespace {

// As R writes it.
std::string r_formula(const analysis::Formula& formula) {
  using Kind = analysis::Formula::Kind;
  const auto operand = [&](std::size_t i) { return r_formula(formula.operands[i]); };
  const auto between = [&](const char* sign) {
    return "(" + operand(0) + " " + sign + " " + operand(1) + ")";
  };
  switch (formula.kind) {
    case Kind::number: return number_text(formula.number);
    case Kind::name: return r_name(formula.name);
    case Kind::add: return between("+");
    case Kind::subtract: return between("-");
    case Kind::multiply: return between("*");
    case Kind::divide: return between("/");
    case Kind::negate: return "(-" + operand(0) + ")";
    case Kind::exp: return "exp(" + operand(0) + ")";
    case Kind::log: return "log(" + operand(0) + ")";
    case Kind::sqrt: return "sqrt(" + operand(0) + ")";
  }
  return {};
}

// Of numbers of several analyses: the value alone.
void write_value(const CheckWriter& to, const analysis::DeriveAnalysis& derive) {
  std::vector<std::string> numbers;
  for (const auto& name : analysis::names_in(derive.formula)) {
    const auto number = *analysis::number_named(derive.of, name);
    const auto pointer =
        number.pointer.empty() ? "/coefficients/" + pointer_step(number.quantity) : number.pointer;
    const auto& answer = analysis::answer_to(to.run().answer->at("analyses"), number.of);
    numbers.push_back(r_name(name) + " = " +
                      r_number(answer.at("pooled").at(Json::json_pointer(pointer))));
  }
  std::string list;
  for (const auto& number : numbers) list += (list.empty() ? "" : ", ") + number;
  to.line("derived <- eval(quote(" + r_formula(derive.formula) + "), list(" + list + "))");
  to.check("estimate", "derived", "/estimate");
}

}  // namespace

void write_checks(const CheckWriter& to, const analysis::DeriveAnalysis& derive) {
  if (!to.at("/estimate").is_number()) return;
  if (!derive.is_of_one_model) return write_value(to, derive);
  const auto& of = derive.of.front();
  const auto& model = analysis::answer_to(to.run().answer->at("analyses"), of);
  std::vector<std::string> names, values;
  for (const auto& name :
       analysis::estimates_of(to.run().plan, analysis::find_analysis(to.run().plan, of))) {
    names.push_back(r_text(of + "." + name));
    values.push_back(r_number(model.at("pooled").at("coefficients").at(name)));
  }
  to.line("derived <- delta_method(quote(" + r_formula(derive.formula) + "),\n  " +
          r_vector(names) + ", " + r_vector(values) + ",\n  " +
          r_matrix(r_numbers(model.at("pooled").at("vcov")), names.size()) + ")");
  to.check("estimate", "derived[1]", "/estimate", "derived[2]");
  to.check("standard error", "derived[2]", "/standard_error");
  to.check("from", "derived[1] - qnorm(0.975) * derived[2]", "/conf_low", "derived[2]");
  to.check("to", "derived[1] + qnorm(0.975) * derived[2]", "/conf_high", "derived[2]");
}

}  // namespace passerelle::bundle
