#include <algorithm>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "tests/storage/postgres_cluster.h"
#include "tests/storage/temporary.h"

namespace dunlin::testing {
namespace {

namespace fs = std::filesystem;
constexpr const char* kDebianPrograms = "/usr/lib/postgresql";

/// The newest version's bin directory, empty when there is none.
std::string find_programs() {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator(kDebianPrograms, ignored)) {
    if (fs::exists(version.path() / "bin/initdb")) found.push_back(version.path() / "bin");
  }
  return found.empty() ? std::string() : *std::ranges::max_element(found);
}

/// PostgreSQL refuses to run as root.
const passwd* unprivileged_user() {
  if (const passwd* user = ::getpwnam("postgres")) return user;
  return ::getpwnam("nobody");
}

void become_unprivileged() {
  if (::geteuid() != 0) return;
  const passwd* user = unprivileged_user();
  const bool became = user != nullptr && ::setgroups(0, nullptr) == 0 &&
                      ::setgid(user->pw_gid) == 0 && ::setuid(user->pw_uid) == 0;
  if (!became) ::_exit(126);
}

void send_output_to(const std::string& file) {
  const int log = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (log < 0) return;
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
}

/// The child is stopped at once when the thread that calls this dies.
pid_t launch(const std::vector<std::string>& command, const std::string& directory) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log = directory + "/log";
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  become_unprivileged();
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent || ::chdir(directory.c_str()) != 0) ::_exit(126);
  send_output_to(log);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

std::string socket(const std::string& directory) {
  return directory + "/.s.PGSQL.5432";
}

}  // namespace

std::optional<std::string> PostgresCluster::reason_missing() {
  if (find_programs().empty()) {
    return "PostgreSQL is not installed (Debian package postgresql-15)";
  }
  return std::nullopt;
}

PostgresCluster& PostgresCluster::instance() {
  static PostgresCluster cluster;
  return cluster;
}

PostgresCluster::PostgresCluster()
    : programs_(find_programs()), directory_(fresh_directory()), owner_(::getpid()) {
  if (::geteuid() == 0) {
    const passwd* user = unprivileged_user();
    check(user != nullptr && ::chown(directory_.c_str(), user->pw_uid, user->pw_gid) == 0,
          "the test database's directory belongs to the user it runs as");
  }
  initialise();
  start();
  wait_until_ready();
}

PostgresCluster::~PostgresCluster() {
  if (owner_ != ::getpid()) return;
  ::kill(server_, SIGQUIT);
  ::waitpid(server_, nullptr, 0);
}

void PostgresCluster::initialise() const {
  const pid_t child = launch(
      {programs_ + "/initdb", "-D", directory_ + "/data", "-U", "dunlin", "-A", "trust", "-E",
       "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync"},
      directory_);
  int status = 0;
  ::waitpid(child, &status, 0);
  check(status == 0, "initdb of the test database succeeds; see its log");
}

void PostgresCluster::start() {
  server_ = launch({programs_ + "/postgres", "-D", directory_ + "/data", "-k", directory_, "-c",
                    "listen_addresses=", "-c", "max_connections=100", "-c", "shared_buffers=16MB",
                    "-c", "deadlock_timeout=50ms", "-c", "max_wal_size=128MB"},
                   directory_);
}

void PostgresCluster::wait_until_ready() const {
  constexpr int kTries = 600;
  for (int i = 0; i < kTries; ++i) {
    if (PQping(url("template1").c_str()) == PQPING_OK) return;
    ::poll(nullptr, 0, 50);
  }
  check(false, "the test database starts within half a minute; see its log");
}

std::string PostgresCluster::url(const std::string& database) const {
  return fmt::format("postgresql:///{}?host={}&user=dunlin", database, directory_);
}

bool PostgresCluster::try_execute(const std::string& sql) const {
  PGconn* connection = PQconnectdb(url("postgres").c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  PQfinish(connection);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void PostgresCluster::execute(const std::string& sql) const {
  check(try_execute(sql), "the test database does what its test tells it; see its log");
}

void PostgresCluster::hide() const {
  fs::rename(socket(directory_), socket(directory_) + ".away");
}

void PostgresCluster::show() const {
  fs::rename(socket(directory_) + ".away", socket(directory_));
}

std::string PostgresCluster::create_database(const std::string& from) {
  const std::string name = fmt::format("test{}", ++made_);
  execute(fmt::format("CREATE DATABASE {} TEMPLATE {}", name, from));
  return name;
}

void PostgresCluster::drop_database(const std::string& url) {
  const auto from = url.rfind('/', url.find('?')) + 1;
  execute(fmt::format("DROP DATABASE {} WITH (FORCE)", url.substr(from, url.find('?') - from)));
}

}  // namespace dunlin::testing
