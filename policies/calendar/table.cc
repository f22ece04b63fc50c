#include "policies/calendar/table.h"

#include <algorithm>
#include <optional>

#include "policies/calendar/errors.h"

namespace passerelle::calendar {
namespace {

constexpr std::size_t kMaximumNameBytes = 100;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// Returns what stands between the bars, without white space around it.
std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto end = line.find('|');
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

Error bad_table(std::string_view why) { return Error{CalendarError::bad_table, std::string(why)}; }

bool is_name(std::string_view text) {
  const auto is_control = [](char c) { return c >= 0 && c < ' '; };
  return !text.empty() && text.size() <= kMaximumNameBytes &&
         std::none_of(text.begin(), text.end(), is_control);
}

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Result<Table> read(std::string_view text) {
    if (text.size() > kMaximumTableBytes) return at_line(1, bad_table("longer than 64 KiB"));
    while (!text.empty()) {
      const auto line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      ++line_;
      if (auto read = read_line(trimmed(line)); !read) return at_line(line_, read.error());
    }
    if (auto checked = check_working_saturdays(); !checked) return checked.error();
    if (auto checked = check_number(); !checked) return checked.error();
    return table();
  }

 private:
  struct WorkingSaturday {
    std::chrono::local_days day;
    std::size_t line;
  };

  Result<void> read_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return {};
    if (line.front() == '@') return read_directive(line);
    if (line.starts_with("work ")) return read_working_saturday(trimmed(line.substr(5)));
    return read_holiday(line);
  }

  Result<void> read_directive(std::string_view line) {
    const auto word = line.substr(0, line.find(' '));
    const auto value = trimmed(line.substr(word.size()));
    if (word == "@zone") return read_zone(value);
    if (word != "@source") return bad_table("a directive is \"@zone NAME\" or \"@source ACT\"");
    if (value.empty()) return bad_table("@source names no act");
    source_ += (source_.empty() ? "" : "; ") + std::string(value);
    return {};
  }

  Result<void> read_zone(std::string_view value) {
    if (zone_) return bad_table("a second @zone");
    auto zone = Zone::of(value);
    if (!zone) return zone.error();
    zone_ = *zone;
    zone_name_ = value;
    return {};
  }

  Result<void> read_working_saturday(std::string_view text) {
    const auto day = parse_day(text);
    if (!day) return day.error();
    if (std::chrono::weekday(*day) != std::chrono::Saturday) {
      return bad_table("\"work\" is for a Saturday; other days work unless they are holidays");
    }
    working_saturdays_.push_back({*day, line_});
    return {};
  }

  Result<void> read_holiday(std::string_view line) {
    const auto cells = cells_of(line);
    if (cells.size() != 3) {
      return bad_table("a holiday is written \"RULE | English name | French name\"");
    }
    const auto rule = DayRule::parse(cells[0]);
    if (!rule) return rule.error();
    const auto known = std::find_if(holidays_.begin(), holidays_.end(),
                                    [&](const Holiday& other) { return other.rule == *rule; });
    if (known != holidays_.end()) {
      return bad_table("the rule of line " + std::to_string(known->line) + " again");
    }
    if (!is_name(cells[1]) || !is_name(cells[2])) {
      return bad_table("a holiday has a name in English and one in French, of at most " +
                       std::to_string(kMaximumNameBytes) + " bytes");
    }
    if (holidays_.size() == kMaximumHolidays) {
      return bad_table("more than " + std::to_string(kMaximumHolidays) + " holidays");
    }
    holidays_.push_back({*rule, {std::string(cells[1]), std::string(cells[2])}, line_});
    return {};
  }

  // A day cannot be both; which of the two was meant is not ours to guess.
  Result<void> check_working_saturdays() const {
    for (const auto& [day, line] : working_saturdays_) {
      for (const auto& holiday : holidays_) {
        if (!holiday.rule.names(day)) continue;
        return at_line(line, bad_table("that Saturday is a holiday: " + holiday.name.en));
      }
    }
    return {};
  }

  // Rules overlap most in a year in which one of them begins.
  Result<void> check_number() const {
    for (const auto& latest : holidays_) {
      const auto year = latest.rule.first_year();
      std::int64_t days = 0;
      for (const auto& holiday : holidays_) {
        if (holiday.rule.holds_in(year)) days += holiday.rule.days_a_year();
      }
      if (days <= kMaximumHolidaysOfAYear) continue;
      return at_line(latest.line,
                     bad_table("with this rule a year has " + std::to_string(days) +
                               " holidays, more than " + std::to_string(kMaximumHolidaysOfAYear)));
    }
    return {};
  }

  Result<Table> table() {
    const auto end = std::max(line_, std::size_t{1});
    if (!zone_) return at_line(end, bad_table("the table ends without @zone"));
    if (source_.empty()) return at_line(end, bad_table("the table ends without @source"));
    if (holidays_.empty()) return at_line(end, bad_table("the table ends without a holiday"));
    std::vector<std::chrono::local_days> saturdays;
    saturdays.reserve(working_saturdays_.size());
    for (const auto& saturday : working_saturdays_) saturdays.push_back(saturday.day);
    return Table{*zone_, std::move(zone_name_), std::move(source_), std::move(holidays_),
                 std::move(saturdays)};
  }

  Error at_line(std::size_t line, const Error& error) const {
    return Error{error.code,
                 std::string(name_) + ", line " + std::to_string(line) + ": " + error.detail};
  }

  std::string_view name_;
  std::size_t line_ = 0;
  std::optional<Zone> zone_;
  std::string zone_name_, source_;
  std::vector<Holiday> holidays_;
  std::vector<WorkingSaturday> working_saturdays_;
};

}  // namespace

Result<Table> read_table(std::string_view name, std::string_view text) {
  return Reader(name).read(text);
}

}  // namespace passerelle::calendar
