# Makes tensorboard-golden.hex with the tensorboard package (2.21): python tensorboard-golden.py > tensorboard-golden.hex
import io
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

events = [
    Event(wall_time=1700000000.25, file_version="brain.Event:2"),
    Event(wall_time=1700000000.25, step=1, session_log=SessionLog(status=SessionLog.START)),
    Event(wall_time=1700000000.25, step=300, summary=Summary(value=[
        Summary.Value(tag="reward/mean", simple_value=-0.25), Summary.Value(tag="code/ratio", simple_value=0.0)])),
]
out = io.BytesIO()
writer = RecordWriter(out)
for event in events:
    writer.write(event.SerializeToString(deterministic=True))
print(out.getvalue().hex())
