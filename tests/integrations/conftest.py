"""One Dask cluster and one Spark session for all tests that need them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import propdetect

ROOT = Path(propdetect.__file__).parents[1]
JAVA = 17


@contextmanager
def _cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    import dask

    # a worker over its limit is ended at once instead of slowed down first
    memory = {f"distributed.worker.memory.{name}": False for name in ("target", "spill", "pause")}
    with (
        dask.config.set({**memory, "distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", memory_limit="600MB"
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """A client of two worker processes, each of which may take 600 MB; a task may outlive one of them."""
    with _cluster() as client:
        yield client


@pytest.fixture
def doomed_cluster() -> Iterator[Any]:
    """Another such cluster, whose workers need not outlive the test."""
    with _cluster() as client:
        yield client


@pytest.fixture(scope="session")
def spark_environment() -> dict[str, str]:
    """The environment of processes that start Spark; skips where it cannot run."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if java is None:
        pytest.skip(f"there is no Java, and Spark needs Java {JAVA}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA:
        pytest.skip(f"{java} is older, and Spark needs Java {JAVA}")
    path = os.pathsep.join((str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])))
    return {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": path}


@pytest.fixture(scope="session")
def spark(spark_environment: dict[str, str]) -> Iterator[Any]:
    """A classic session with two cores, where a task may fail once."""
    from pyspark.sql import SparkSession

    for name in ("PYSPARK_PYTHON", "PYTHONPATH"):
        os.environ[name] = spark_environment[name]
    session = (
        SparkSession.builder.master("local[2, 2]")
        .config("spark.driver.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
