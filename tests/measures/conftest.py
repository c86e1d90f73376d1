"""Five engines, one question: a measure must answer the same on each."""

import itertools
import logging
import shutil

import pyarrow as pa
import pytest

ENGINES = ("pandas", "polars", "duckdb", "clickhouse", "spark")


ONE_CLUSTER = pytest.mark.xdist_group("spark")  # Spark's tests share one worker, and so one cluster


@pytest.fixture(params=[pytest.param(name, marks=ONE_CLUSTER) if name == "spark" else name for name in ENGINES])
def engine(request):
    """A function that hands a PyArrow table to one engine and returns its native frame."""
    return request.getfixturevalue(f"in_{request.param}")


@pytest.fixture
def in_pandas():
    return lambda table: table.to_pandas()


@pytest.fixture
def in_polars():
    polars = pytest.importorskip("polars", reason="Polars is not installed")
    return lambda table: polars.from_arrow(table).lazy()


@pytest.fixture
def in_duckdb():
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with duckdb.connect() as connection:

        def relation(table):
            name = next(TABLE_NAMES)
            connection.register(f"{name}_arrow", table)
            connection.execute(f"create table {name} as from {name}_arrow")
            return connection.table(name)

        yield relation


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory):
    """The real ClickHouse engine, in this process."""
    pytest.importorskip("chdb", reason="chDB is not installed")
    connect = pytest.importorskip("clickhouse_connect", reason="clickhouse-connect is not installed")
    pytest.importorskip("ibis.backends.clickhouse", reason="Ibis is not installed")
    client = connect.get_client(dsn=f"chdb://{tmp_path_factory.mktemp('clickhouse')}")
    yield client
    client.close()


@pytest.fixture
def in_clickhouse(clickhouse):
    from ibis.backends.clickhouse import Backend

    backend = Backend()
    backend.con = clickhouse
    made = []

    def table_of(table):
        name = next(TABLE_NAMES)
        made.append(name)
        columns = ", ".join(f"`{field.name}` {clickhouse_type(field)}" for field in table.schema)
        clickhouse.command(f"create table {name} ({columns}) engine = MergeTree order by tuple()")
        clickhouse.insert_arrow(name, table)
        return backend.table(name)

    yield table_of
    for name in made:
        clickhouse.command(f"drop table {name}")


@pytest.fixture(scope="session")
def spark():
    """A real cluster on this machine: one master, two workers, an executor process each."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    session = (
        sql.SparkSession.builder.master("local-cluster[2,1,512]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "512m")
        .config("spark.executor.memory", "512m")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.default.parallelism", "2")
        .config("spark.sql.adaptive.enabled", "false")  # a few hundred rows: planning anew costs more than it saves
        .config("spark.sql.codegen.wholeStage", "false")  # as compiling does
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of its closing after the streams are closed
    yield session
    session.stop()


@pytest.fixture
def in_spark(spark):
    return spark.createDataFrame


TABLE_NAMES = (f"t{number}" for number in itertools.count())


def clickhouse_type(field: pa.Field) -> str:
    names = {"string": "String", "double": "Float64", "int64": "Int64", "int32": "Int32", "bool": "Bool"}
    name = "DateTime64(6)" if pa.types.is_timestamp(field.type) else names[str(field.type)]
    return f"Nullable({name})" if field.nullable else name


def rows(frame, *by):
    """Any frame, native or lazy, as sorted dictionaries of plain Python values, times naive UTC."""
    import narwhals as nw

    lazy = nw.from_native(frame).lazy()
    found = [{name: plain(value) for name, value in row.items()} for row in lazy.collect().iter_rows(named=True)]
    return sorted(found, key=lambda row: [(row[name] is None, row[name]) for name in by])


def plain(value):
    """An engine's own missing value, decimal or aware time as Python has it."""
    if value is None or value != value:
        return None
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    return value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value
