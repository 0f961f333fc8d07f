#include "cli/explain.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/process.h"

namespace dunlin::cli {
namespace {

struct Place {
  const CLI::App* command;
  std::string words;  ///< "dunlin rules import"
};

/// The last command that was understood.
Place place_in(const CLI::App& program) {
  Place place{&program, program.get_name()};
  while (!place.command->get_subcommands().empty()) {
    place.command = place.command->get_subcommands().front();
    place.words += " " + place.command->get_name();
  }
  return place;
}

std::vector<std::string> commands_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(one->get_name());
  return names;
}

/// What stands where a command or nothing is wanted, "" when nothing does.
std::string stray_word(const CLI::App& program) {
  const std::vector<std::string> rest = program.remaining(true);
  return rest.empty() ? "" : rest.front();
}

std::string sentence(const CLI::App& program, const Place& place, const CLI::ParseError& ended) {
  const std::string stray = stray_word(program);
  const auto commands = commands_of(*place.command);
  if (stray.starts_with('-')) return fmt::format("`{}` knows no option {}.", place.words, stray);
  if (!stray.empty() && !commands.empty()) {
    return fmt::format("`{}` knows no command \"{}\". It knows: {}.", place.words, stray,
                       fmt::join(commands, ", "));
  }
  if (!stray.empty()) return fmt::format("`{}` takes no \"{}\".", place.words, stray);
  if (!commands.empty()) {
    return fmt::format("`{}` needs a command. It knows: {}.", place.words,
                       fmt::join(commands, ", "));
  }
  std::string what = ended.what();
  std::ranges::replace(what, '\n', ' ');
  if (!what.ends_with('.')) what += '.';
  return fmt::format("`{}`: {}", place.words, what);
}

}  // namespace

int explain(const CLI::App& program, const CLI::ParseError& ended) {
  if (ended.get_exit_code() == 0) return program.exit(ended);
  const Place place = place_in(program);
  return complain(Error(Code::invalid, "cli.usage", sentence(program, place, ended))
                      .hinting(fmt::format("Run `{} --help` to see how it is used.", place.words)));
}

}  // namespace dunlin::cli
