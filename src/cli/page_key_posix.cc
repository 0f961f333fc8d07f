#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/page_key.h"
#include "server/workspace_removal.h"
#include "workspace/workspace.h"

namespace dunlin::cli {
namespace {

Status write_private(const std::string& path, const Secret<>& token) {
  const std::string fresh = path + ".new";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const std::string& text = token.reveal();
  const bool good = file >= 0 && fchmod(file, 0600) == 0 &&
                    write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                    fsync(file) == 0;
  if (file >= 0) close(file);
  if (good && rename(fresh.c_str(), path.c_str()) == 0) return {};
  return Error(Code::unavailable, "cli.key_file", "The key file " + path + " cannot be written.");
}

}  // namespace

Secret<> read_private(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::string text(200, '\0');
  const ssize_t got = read(file, text.data(), text.size());
  close(file);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return Secret<>(std::move(text));
}

Task<Result<PageKey>> make_page_key(server::App& app, db::Database database, std::string data_dir) {
  PageKey key{.token = read_private(data_dir + "/cli.key"), .file = data_dir + "/cli.key"};
  Seams* const seams = &app.seams();
  const auto check = [token = key.token, seams](db::Tx& tx) {
    return workspace::authenticate(tx, "Bearer " + token.reveal(), seams->clock.now());
  };
  auto known = co_await database.read(check);
  if (known && known->installer) co_return key;
  const Scope scope = workspace::ScopeMaker::for_workspace(app.first_workspace(), {});
  const auto make = [scope, seams](db::Tx& tx) {
    return workspace::create_api_key(tx, scope, *seams, server::kMachineKeyName,
                                     workspace::KeyScopes::everything(), workspace::Installer::yes);
  };
  auto made = co_await database.write(make);
  if (!made) co_return made.error();
  key.token = made->token;
  auto written = write_private(key.file, key.token);
  if (!written) co_return written.error();
  co_return key;
}

}  // namespace dunlin::cli
