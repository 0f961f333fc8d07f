#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/environment.h"
#include "cli/serve.h"

namespace dunlin::cli {
namespace {

int run_serve() {
  auto values = gather_values();
  if (!values) {
    fmt::print(stderr, "dunlin: {}\n", values.error().message);
    return 2;
  }
  auto settings = server::parse_settings(*values);
  if (!settings) {
    fmt::print(stderr, "dunlin: {}\n{}\n", settings.error().message, settings.error().hint);
    return 2;
  }
  return serve(*settings);
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App program{"Dunlin runs a business's Instagram conversations."};
  program.require_subcommand(1);
  auto* const serving = program.add_subcommand("serve", "Run the server");
  CLI11_PARSE(program, argc, argv);
  if (serving->parsed()) return run_serve();
  return 2;
}

}  // namespace dunlin::cli
