#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/backup.h"
#include "cli/commands.h"
#include "cli/demo.h"
#include "cli/environment.h"
#include "cli/explain.h"
#include "cli/process.h"
#include "cli/serve.h"
#include "cli/sim.h"

namespace dunlin::cli {
namespace {

int run_serve() {
  auto values = gather_values();
  if (!values) return complain(values.error());
  auto settings = server::parse_settings(*values);
  if (!settings) return complain(settings.error());
  return serve(*settings);
}

int show_settings() {
  fmt::print("{}", server::env_example());
  return 0;
}

/// Opens the API and runs `command` with it.
template <class Command>
auto with_api(int& exit_code, Command command) {
  return [&exit_code, command] {
    auto values = gather_values();
    auto api = values ? Api::open(*values) : Result<Api>(values.error());
    exit_code = api ? command(*api) : complain(api.error());
  };
}

struct Arguments {
  SimArguments sim;
  DemoArguments demo;
  SampleMessage sample;
  std::string file, mode = "merge", text, id, to, backup, email;
  bool json = false, replace = false;
  [[nodiscard]] Print print() const { return json ? Print::json : Print::words; }
};

void add_rules(CLI::App& program, Arguments& in, int& exit_code) {
  auto* const rules = program.add_subcommand("rules", "Rules as YAML files, and a test bench");
  rules->require_subcommand(1);
  auto* const out = rules->add_subcommand("export", "Write all rules as YAML");
  out->add_option("file", in.file, "where to (standard output when absent)");
  out->callback(with_api(exit_code, [&in](const Api& api) { return export_rules(api, in.file); }));
  auto* const into = rules->add_subcommand("import", "Read rules from YAML: all of them, or none");
  into->add_option("file", in.file, "the YAML file")->required();
  into->add_option("--mode", in.mode, "merge: by name, the others stay; replace: the others go")
      ->check([](const std::string& mode) {
        return mode == "merge" || mode == "replace"
                   ? ""
                   : "must be merge or replace, not \"" + mode + "\"";
      })
      ->capture_default_str();
  into->callback(
      with_api(exit_code, [&in](const Api& api) { return import_rules(api, in.file, in.mode); }));
  auto* const test =
      rules->add_subcommand("test", "Say which rule a text fires, and why not the others");
  test->add_option("text", in.text, "what a person might write")->required();
  test->add_flag("--json", in.json, "the API's answer as it is");
  test->callback(
      with_api(exit_code, [&in](const Api& api) { return test_rules(api, in.text, in.print()); }));
}

void add_parked(CLI::App& program, Arguments& in, int& exit_code) {
  auto* const parked = program.add_subcommand("parked", "Events that could not be processed");
  parked->require_subcommand(1);
  auto* const list = parked->add_subcommand("list", "List them, newest first");
  list->add_flag("--json", in.json, "the API's answer as it is");
  list->callback(
      with_api(exit_code, [&in](const Api& api) { return list_parked(api, in.print()); }));
  auto* const replay = parked->add_subcommand("replay", "Process one again");
  replay->add_option("id", in.id, "as `parked list` shows it")->required();
  replay->callback(
      with_api(exit_code, [&in](const Api& api) { return replay_parked(api, in.id); }));
}

void add_webhook(CLI::App& program, Arguments& in, int& exit_code) {
  auto* const webhook = program.add_subcommand("webhook", "Try the webhook of a running server");
  webhook->require_subcommand(1);
  auto* const verify =
      webhook->add_subcommand("verify", "What Meta's verification would be answered");
  verify->add_flag("--json", in.json, "the API's answer as it is");
  verify->callback(
      with_api(exit_code, [&in](const Api& api) { return verify_webhook(api, in.print()); }));
  auto* const send = webhook->add_subcommand("send", "Deliver a signed text message as Meta would");
  send->add_option("--text", in.sample.text, "what the person writes")->capture_default_str();
  send->add_option("--from", in.sample.from, "Instagram-scoped id of the person")
      ->capture_default_str();
  send->add_option("--to", in.sample.to, "Instagram id of the account (DUNLIN_IG_USER_ID)");
  send->callback(
      with_api(exit_code, [&in](const Api& api) { return send_webhook(api, in.sample); }));
}

/// Runs `command` with what is set, without a server.
template <class Command>
auto with_values(int& exit_code, Command command) {
  return [&exit_code, command] {
    const auto values = gather_values();
    exit_code = values ? command(*values) : complain(values.error());
  };
}

void add_backup(CLI::App& program, Arguments& in, int& exit_code) {
  auto* const backup =
      program.add_subcommand("backup", "Copy all data into one file, while the server runs or not");
  backup->add_option("--to", in.to, "a new file, or a directory (<data>/backups when absent)");
  backup->callback(with_values(
      exit_code, [&in](const server::Values& values) { return back_up(values, in.to); }));
  auto* const back = program.add_subcommand(
      "restore", "Put a backup in the place of the data, with all sending paused");
  back->add_option("file", in.backup, "what `dunlin backup` made");
  back->add_flag("--replace", in.replace, "when there is data: keep it aside");
  back->callback(with_values(exit_code, [&in](const server::Values& values) {
    return restore(values, in.backup, in.replace ? Existing::keep_aside : Existing::refuse);
  }));
}

void add_demo(CLI::App& program, Arguments& in, int& exit_code) {
  auto* const demo = program.add_subcommand(
      "demo", "Fill a workspace of its own with conversations, in English and Persian");
  demo->add_option("--messages", in.demo.messages, "how many")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000'000}));
  demo->add_flag("--remove", in.demo.remove, "take what it made away again");
  demo->callback(with_values(
      exit_code, [&in](const server::Values& values) { return run_demo(values, in.demo); }));
}

void add_sending(CLI::App& program, int& exit_code) {
  auto* const sending = program.add_subcommand("sending", "The kill switch of the installation");
  sending->require_subcommand(1);
  const auto add = [&](const char* name, const char* meaning, Sending wanted) {
    sending->add_subcommand(name, meaning)->callback(with_api(exit_code, [wanted](const Api& api) {
      return set_sending(api, wanted);
    }));
  };
  add("pause", "Nothing leaves until it is resumed", Sending::paused);
  add("resume", "What waits leaves, as far as its time has not passed", Sending::resumed);
}

void add_people(CLI::App& program, Arguments& in, int& exit_code) {
  program.add_subcommand("setup-link", "A link for the first person, while nobody can sign in")
      ->callback(with_api(exit_code, [](const Api& api) { return make_set_up_link(api); }));
  auto* const reset = program.add_subcommand(
      "reset-password", "A link with which somebody chooses a new password, when there is no mail");
  reset->add_option("email", in.email, "with which they sign in")->required();
  reset->callback(
      with_api(exit_code, [&in](const Api& api) { return make_reset_link(api, in.email); }));
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App program{"Dunlin runs a business's Instagram conversations.", "dunlin"};
  program.footer(
      "Commands that ask a running server take its settings (`dunlin settings` lists them) and the "
      "key in its\ndata directory, or DUNLIN_API_KEY. The exit status is 0 when it is done, 1 when "
      "it failed, 2 when the\ncommand line, a file or a setting is wrong.");
  program.require_subcommand(1);
  int exit_code = 0;
  Arguments in;
  program.add_subcommand("serve", "Run the server")->callback([&] { exit_code = run_serve(); });
  program.add_subcommand("settings", "Print every setting, as .env.example has it")->callback([&] {
    exit_code = show_settings();
  });
  auto* const sim = program.add_subcommand("sim", "Run the fake Instagram by itself");
  sim->add_option("--listen", in.sim.listen, "host:port")->capture_default_str();
  sim->add_option("--deliver-to", in.sim.deliver_to,
                  "where webhooks go; several\nnodes: divided by commas")
      ->capture_default_str();
  sim->add_option("--app-secret", in.sim.app_secret, "what they are signed with");
  sim->callback([&] { exit_code = run_sim(in.sim); });
  add_rules(program, in, exit_code);
  add_parked(program, in, exit_code);
  add_webhook(program, in, exit_code);
  add_backup(program, in, exit_code);
  add_demo(program, in, exit_code);
  add_sending(program, exit_code);
  add_people(program, in, exit_code);
  program.set_version_flag("--version", DUNLIN_VERSION);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& ended) {
    return explain(program, ended);
  }
  return exit_code;
}

}  // namespace dunlin::cli
